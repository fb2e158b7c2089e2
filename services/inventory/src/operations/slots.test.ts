import { fixedClock, quietLogger } from '@ticketing/testing';
import { expect, test, vi } from 'vitest';
import { systemScheduler } from './scheduler.ts';
import { createSlots, type Slots, type SlotsDependencies } from './slots.ts';

const slotsOn = (store: Partial<SlotsDependencies['store']>): Slots =>
  createSlots({
    store: store as SlotsDependencies['store'],
    events: { call: () => Promise.reject(new Error('nobody asks')) },
    instance: () => ({ id: 'one', address: 'one:1' }),
    // It stands still: nothing here may wait for time to pass.
    clock: fixedClock(),
    scheduler: systemScheduler,
    log: quietLogger(),
    onReady: () => undefined,
  });

test('what nobody asked for is not read before what somebody asks for', async () => {
  const read: string[] = [];
  const tellRead = new Map<string, () => void>();
  const store: Partial<SlotsDependencies['store']> = {
    takeLease: async () => ({ mine: true, term: 1, afterCrash: false }),
    loadPerformance(performanceId) {
      read.push(performanceId);
      return new Promise((_, reject) => {
        tellRead.set(performanceId, () => reject(new Error('enough was seen')));
      });
    },
  };
  const slots = slotsOn(store);
  const asked = slots.get('prf_asked');
  const other = slots.takeUp('prf_other');
  const both = slots.takeUp('prf_both');
  await vi.waitFor(() => expect(read).toEqual(['prf_asked']));
  slots.get('prf_both');
  await vi.waitFor(() => expect(read).toEqual(['prf_asked', 'prf_both']));
  tellRead.get('prf_asked')?.();
  await slots.whenReady(asked);
  expect(read).not.toContain('prf_other');
  tellRead.get('prf_both')?.();
  await slots.whenReady(both);
  await vi.waitFor(() => expect(read).toEqual(['prf_asked', 'prf_both', 'prf_other']));
  tellRead.get('prf_other')?.();
  expect(await slots.whenReady(other)).toEqual({ result: 'UNAVAILABLE' });
});

test('a slot that could not be read anew remembers what may still be on its way', async () => {
  const store: Partial<SlotsDependencies['store']> = {
    takeLease: async () => ({ mine: true, term: 1, afterCrash: false }),
    loadPerformance: async () => {
      throw new Error('the database is away');
    },
  };
  const slots = slotsOn(store);
  const slot = slots.get('prf_x');
  // The outcome of a row at this place is not known.
  slot.provenFrom = 7;
  expect(await slots.whenReady(slot)).toEqual({ result: 'UNAVAILABLE' });
  const next = slots.get('prf_x');
  expect(next).not.toBe(slot);
  expect(next.provenFrom).toBe(7);
});
