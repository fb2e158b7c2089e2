import { systemClock } from '@ticketing/service-kit';
import { quietLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { systemScheduler } from './scheduler.ts';
import { createSlots, type SlotsDependencies } from './slots.ts';

test('a slot that could not be read anew remembers what may still be on its way', async () => {
  const store: Partial<SlotsDependencies['store']> = {
    takeLease: async () => ({ mine: true, term: 1, afterCrash: false }),
    loadPerformance: async () => {
      throw new Error('the database is away');
    },
  };
  const slots = createSlots({
    store: store as SlotsDependencies['store'],
    events: { call: () => Promise.reject(new Error('nobody asks')) },
    instance: () => ({ id: 'one', address: 'one:1' }),
    clock: systemClock,
    scheduler: systemScheduler,
    log: quietLogger(),
    onReady: () => undefined,
  });
  const slot = slots.get('prf_x');
  // The outcome of a row at this place is not known.
  slot.provenFrom = 7;
  expect(await slots.whenReady(slot)).toEqual({ result: 'UNAVAILABLE' });
  const next = slots.get('prf_x');
  expect(next).not.toBe(slot);
  expect(next.provenFrom).toBe(7);
});
