import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import type { Command, Reply } from './commands.ts';
import { decideBatch } from './decide-batch.ts';
import { releaseRememberedMs, returnRememberedMs } from './limits.ts';
import { createSeatState } from './seat-state.ts';

function performanceOf(seats: number) {
  const state = createSeatState(layoutOf([{ id: 'a', level: 0, rows: [seats] }]), 4);
  const run = (nowMs: number, ...commands: Command[]) => decideBatch(state, commands, nowMs);
  const one = (nowMs: number, command: Command): Reply | undefined =>
    run(nowMs, command).replies[0];
  return { state, run, one };
}

const hold = (holdId: string, seatNos: number[]) =>
  ({ kind: 'hold_seats', holdId, customerId: 'ann', seatNos, holdSeconds: 60 }) as const;
const release = (holdId: string) => ({ kind: 'release_hold', holdId, customerId: 'ann' }) as const;
const confirm = (holdId: string, fence: number, bookingId: string) =>
  ({ kind: 'confirm_hold', holdId, customerId: 'ann', fence, bookingId }) as const;
const giveBack = (bookingId: string, seatNos: number[], returnId: string) =>
  ({ kind: 'return_seats', bookingId, seatNos, returnId }) as const;

test('released holds and returns are remembered for a while, and then no more', () => {
  const { state, one } = performanceOf(8);
  one(0, hold('h1', [1]));
  one(0, release('h1'));
  expect(one(releaseRememberedMs - 1, hold('h1', [1]))).toEqual({ result: 'HOLD_NOT_FOUND' });
  one(releaseRememberedMs, hold('h2', [2]));
  expect(one(releaseRememberedMs, hold('h1', [1]))).toMatchObject({ result: 'OK' });
  one(releaseRememberedMs, confirm('h2', state.version, 'b'));
  const { fence } = state.holds.get('h2') ?? { fence: 0 };
  one(releaseRememberedMs, confirm('h2', fence, 'b'));
  one(releaseRememberedMs, giveBack('b', [2], 'r'));
  expect(state.returns.size).toBe(1);
  one(releaseRememberedMs + returnRememberedMs, hold('h3', [3]));
  expect(state.returns.size).toBe(0);
  expect([...state.holds.keys()]).toEqual(['h3']);
});

test('a seat is never sold and returned in one row, whichever comes first', () => {
  const { run, one } = performanceOf(8);
  one(0, hold('h1', [1]));
  const first = run(0, confirm('h1', 1, 'b'), giveBack('b', [1], 'r'), hold('h2', [1]));
  expect(first.replies).toEqual([{ result: 'OK' }]);
  expect(first.sold).toHaveLength(1);
  const second = run(0, giveBack('b', [1], 'r'), hold('h2', [1]), confirm('h2', 3, 'c'));
  expect(second.replies).toHaveLength(2);
  expect(second).toMatchObject({ sold: [], returned: [{ seatNo: 1, bookingId: 'b' }] });
  expect(run(0, confirm('h2', 3, 'c')).sold).toHaveLength(1);
});

test('a closed performance keeps what is sold, lets go what is held, and takes nothing new', () => {
  const { one } = performanceOf(8);
  one(0, hold('h1', [1]));
  one(0, confirm('h1', 1, 'b'));
  one(0, hold('h2', [2]));
  const terms = { kind: 'set_terms', ticketsPerCustomerMax: 4 } as const;
  one(0, { ...terms, revision: 5, closed: true });
  expect(one(0, { ...terms, revision: 4, closed: false })).toEqual({ result: 'OK' });
  expect(one(0, hold('h3', [3]))).toEqual({ result: 'PERFORMANCE_CLOSED' });
  expect(one(0, confirm('h2', 3, 'c'))).toEqual({ result: 'PERFORMANCE_CLOSED' });
  expect(one(0, release('h2'))).toEqual({ result: 'OK' });
  expect(one(0, giveBack('b', [1], 'r'))).toEqual({ result: 'OK' });
});
