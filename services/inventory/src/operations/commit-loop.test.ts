import { createMetrics, systemClock } from '@ticketing/service-kit';
import { quietLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import { createSeatState } from '../domain/seat-state.ts';
import { createInventoryMetrics } from '../metrics.ts';
import { createCommitLoop } from './commit-loop.ts';
import { createSlot, type KeeperReply } from './performance-slot.ts';
import { systemScheduler } from './scheduler.ts';
import type { Slots } from './slots.ts';

test('a leader whose lease has lapsed asks for it before it writes, and then decides', async () => {
  const slot = createSlot('prf_x', 0);
  slot.state = createSeatState(layoutOf([{ id: 'pit', level: 0, rows: [8] }]), 4);
  slot.phase = 'ready';
  let isLeased = false;
  const said: string[] = [];
  const slots: Partial<Slots> = {
    isLeased: () => isLeased,
    confirm: () => void said.push('asks for the lease'),
  };
  const loop = createCommitLoop({
    store: {
      async writeBatches(batches) {
        said.push('writes');
        return new Set(batches.map(({ performanceId }) => performanceId));
      },
    },
    slots: slots as Slots,
    clock: systemClock,
    scheduler: systemScheduler,
    metrics: createInventoryMetrics(createMetrics('inventory')),
    log: quietLogger(),
    onCommitted: () => undefined,
  });
  const replies: KeeperReply[] = [];
  slot.waiting.push({
    command: {
      ...{ kind: 'hold_seats', holdId: 'h1', customerId: 'ann' },
      ...{ seatNos: [1], holdSeconds: 60 },
    },
    answer: (reply) => replies.push(reply),
    arrivedAt: systemScheduler.monotonicMs(),
    fencedTries: 0,
  });
  loop.wake(slot);
  await loop.settle();
  expect(said).toEqual(['asks for the lease']);
  expect(replies).toEqual([]);
  isLeased = true;
  loop.wake(slot);
  await loop.settle();
  expect(said).toEqual(['asks for the lease', 'writes']);
  expect(replies).toMatchObject([{ result: 'OK' }]);
});
