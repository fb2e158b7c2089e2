import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import type { Command, Reply } from './commands.ts';
import { decideBatch } from './decide-batch.ts';
import { readHoldById } from './hold-table.ts';
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
  const { fence } = readHoldById(state.holds, 'h2') ?? { fence: 0 };
  one(releaseRememberedMs, confirm('h2', fence, 'b'));
  one(releaseRememberedMs, giveBack('b', [2], 'r'));
  expect(state.returns.size).toBe(1);
  one(releaseRememberedMs + returnRememberedMs, hold('h3', [3]));
  expect(state.returns.size).toBe(0);
  expect([...state.holds.ids.rows()].map(state.holds.ids.textAt)).toEqual(['h3']);
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

const extend = (holdId: string, fence: number, expiresAtMs: number, deferred = false) =>
  ({ kind: 'extend_hold', holdId, customerId: 'ann', fence, expiresAtMs, deferred }) as const;
const minutes = (count: number) => count * 60_000;

test('a hold is extended once for each kind, never beyond its most, and ends then', () => {
  const { one, state } = performanceOf(8);
  one(0, hold('h1', [1]));
  const until = (expiresAtMs: number) =>
    ({ result: 'OK', hold: { seatNos: [1], fence: 1, expiresAtMs } }) as const;
  expect(one(0, extend('h1', 1, 30_000))).toEqual(until(60_000));
  expect(one(0, extend('h1', 1, minutes(5)))).toEqual(until(minutes(5)));
  expect(one(0, extend('h1', 1, minutes(9)))).toEqual(until(minutes(5)));
  expect(one(minutes(4), extend('h1', 1, minutes(99_999), true))).toEqual(until(minutes(10_080)));
  expect(one(minutes(10_080) - 1, extend('h1', 1, minutes(9)))).toEqual(until(minutes(10_080)));
  expect(state.expiries.nextAtMs()).toBeLessThanOrEqual(minutes(10_080));
  expect(one(minutes(10_080), extend('h1', 1, minutes(9)))).toEqual({ result: 'HOLD_NOT_FOUND' });
  one(minutes(10_081), hold('h2', [2]));
  expect(one(minutes(10_081), extend('h2', state.version, minutes(99_999)))).toMatchObject({
    hold: { expiresAtMs: minutes(10_081 + 20) },
  });
});

test('what is left in the queue of a hold long gone ends no hold that came after it', () => {
  const { one, run, state } = performanceOf(8);
  const week = minutes(10_080);
  one(0, hold('h1', [1]));
  one(0, extend('h1', 1, week, true));
  one(minutes(1), hold('other', [2]));
  one(minutes(2), release('h1'));
  one(minutes(120), release('other'));
  expect(state.expiries.nextAtMs()).toBe(week);
  expect(one(week - 10_000, hold('h2', [1]))).toMatchObject({ result: 'OK' });
  expect(state.holds.ids.find('h2')).toBeLessThan(2);
  expect(run(week + 49_999).expiredCount).toBe(0);
  expect(run(week + 50_000).expiredCount).toBe(1);
});

test('extensions of others, under an expired fence or to an absurd time change nothing', () => {
  const { one, state } = performanceOf(8);
  one(0, hold('h1', [1]));
  const refused = (command: Command, nowMs = 0) => one(nowMs, command)?.result;
  expect(refused({ ...extend('h1', 1, minutes(5)), customerId: 'bob' })).toBe('NOT_OWNER');
  expect(refused(extend('h1', 0, minutes(5)))).toBe('FENCE_STALE');
  expect(refused(extend('h1', 1, -1))).toBe('COMMAND_INVALID');
  expect(refused(extend('h1', 1, Number.NaN))).toBe('COMMAND_INVALID');
  expect(refused(extend('nobody', 1, minutes(5)))).toBe('HOLD_NOT_FOUND');
  expect(state.version).toBe(1);
  one(0, confirm('h1', 1, 'b'));
  expect(refused(extend('h1', 1, minutes(5)))).toBe('HOLD_NOT_FOUND');
  one(0, hold('h2', [2]));
  const terms = { kind: 'set_terms', ticketsPerCustomerMax: 4, revision: 1, closed: true } as const;
  one(0, terms);
  expect(refused(extend('h2', 3, minutes(5)))).toBe('PERFORMANCE_CLOSED');
  expect(readHoldById(state.holds, 'h2')?.expiresAtMs).toBe(60_000);
});

test('a change of blocks is whole or nothing, and has one effect', () => {
  const state = createSeatState(layoutOf([{ id: 'a', level: 0, rows: [40_000] }], [3, 4]), 4);
  const one = (command: Command) => decideBatch(state, [command], 0).replies[0];
  const change = (changeId: string, block: number[], release: number[]) =>
    ({ kind: 'change_blocks', changeId, block, release }) as const;
  one(hold('h1', [1]));
  const before = [...state.status];
  expect(one(change('c1', [0, 1, 3], []))).toEqual({ result: 'SEATS_TAKEN', conflicts: [1, 3] });
  expect(one(change('c1', [0], [4, 5]))).toEqual({ result: 'SEATS_INVALID', conflicts: [5] });
  expect(one(change('c1', [0, 0], [40_000, -1]))).toEqual({
    ...{ result: 'SEATS_INVALID', conflicts: [-1, 0, 40_000] },
  });
  expect(one(change('c1', [], []))).toEqual({ result: 'COMMAND_INVALID' });
  const many = Array.from({ length: 20_001 }, (_, place) => 100 + place);
  expect(one(change('c1', many, []))).toEqual({ result: 'COMMAND_INVALID' });
  expect([...state.status]).toEqual(before);
  expect(one(change('c1', many.slice(1), [3]))).toEqual({ result: 'OK' });
  const version = state.version;
  expect(one(change('c1', many.slice(1), [3]))).toEqual({ result: 'OK' });
  expect(one(change('c1', many.slice(1), [4]))).toEqual({ result: 'COMMAND_INVALID' });
  expect(state.version).toBe(version);
  expect(one(hold('h2', [3]))).toMatchObject({ result: 'OK' });
  expect(one(hold('h3', [101]))).toEqual({ result: 'SEATS_TAKEN', conflicts: [101] });
  expect(state.freeOfLevel[0]).toBe(40_000 - 20_000 - 3);
});
