import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import { naiveSinglesLeft } from '../../test/support/naive-singles.ts';
import { decideBatch } from './decide-batch.ts';
import { addHold } from './hold-table.ts';
import { createSeatState, type SeatState, takeSeats } from './seat-state.ts';
import { seatsLeftSingle } from './single-seats.ts';

function stateWith(rows: readonly number[], taken: readonly number[]): SeatState {
  const layout = layoutOf([
    { id: 'floor', level: 0, rows },
    { id: 'pit', level: 1, places: 6 },
  ]);
  const state = createSeatState(layout, 20);
  const hold = {
    id: 'x',
    customerId: 'c',
    seatNos: taken,
    fence: 1,
    takenAtMs: 0,
    expiresAtMs: 1e9,
  };
  takeSeats(state, addHold(state.holds, hold), taken);
  return state;
}

test('a choice may not leave a seat alone, unless no choice of its size could help it', () => {
  const state = stateWith([8], [0]);
  // Free are 1 to 7.
  expect(seatsLeftSingle(state, [2], false)).toEqual([1]);
  expect(seatsLeftSingle(state, [2, 6], false)).toEqual([1, 7]);
  expect(seatsLeftSingle(state, [1, 3], false)).toEqual([2]);
  expect(seatsLeftSingle(state, [1, 2, 3], false)).toEqual([]);
  // Six of seven always leave one.
  expect(seatsLeftSingle(state, [2, 3, 4, 5, 6, 7], false)).toEqual([]);
  // It was alone before.
  expect(seatsLeftSingle(stateWith([8], [1]), [2, 3], false)).toEqual([]);
  // People stand where they like.
  expect(seatsLeftSingle(state, [9], false)).toEqual([]);
});

test('the rule is what a search of all choices of the same size says', () => {
  const seat = fc.integer({ min: 0, max: 15 });
  fc.assert(
    fc.property(
      fc.uniqueArray(seat, { maxLength: 12 }),
      fc.uniqueArray(seat, { minLength: 1, maxLength: 4 }),
      (taken, wanted) => {
        const state = stateWith([9, 7], taken);
        const chosen = wanted.filter((seatNo) => !taken.includes(seatNo));
        const isFree = (seatNo: number) => !taken.includes(seatNo);
        const expected = naiveSinglesLeft(state.layout, isFree, chosen);
        const found = seatsLeftSingle(state, chosen, false);
        expect(found).toEqual(expected);
        // Who adds them is let through.
        expect(seatsLeftSingle(state, [...chosen, ...found], false)).toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('the rule is on where the terms say so, and names the seats to add', () => {
  const state = createSeatState(layoutOf([{ id: 'a', level: 0, rows: [8] }]), 8);
  const one = (command: Parameters<typeof decideBatch>[1][number]) =>
    decideBatch(state, [command], 0).replies[0];
  const hold = (holdId: string, seatNos: number[]) =>
    ({ kind: 'hold_seats', holdId, customerId: 'ann', seatNos, holdSeconds: 60 }) as const;
  expect(one(hold('h1', [1]))?.result).toBe('OK');
  const terms = { kind: 'set_terms', revision: 1, ticketsPerCustomerMax: 8 } as const;
  one({ ...terms, closed: false, preventSingleSeats: true });
  const version = state.version;
  expect(one(hold('h2', [3, 4]))).toEqual({ result: 'SINGLE_SEAT_LEFT', conflicts: [2] });
  expect(state.version).toBe(version);
  expect(one(hold('h2', [2, 3, 4]))?.result).toBe('OK');
});
