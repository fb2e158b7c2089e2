import { seatStatus } from '@ticketing/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutOf, type SectionShape } from '../../test/support/layouts.ts';
import { findBestSeats } from './best-available.ts';
import { addHold } from './hold-table.ts';
import { compileLayout, type Layout } from './layout.ts';
import { createSeatState, type SeatState, takeSeats } from './seat-state.ts';

/** A state where these seats are taken. */
function stateWith(layout: Layout, taken: readonly number[]): SeatState {
  const state = createSeatState(layout, 20);
  const hold = { id: 'h', customerId: 'c', seatNos: taken, fence: 1, takenAtMs: 0, expiresAtMs: 0 };
  takeSeats(state, addHold(state.holds, hold), taken);
  return state;
}

const best = (state: SeatState, quantity: number, level = 0, sectionId = '') =>
  findBestSeats(state, { level, quantity, sectionId, nowMs: 0, accessible: false });
const rows = (...counts: number[]): SectionShape[] => [{ id: 'floor', level: 0, rows: counts }];
const range = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, place) => first + place);

describe('neighbours', () => {
  test('sit in the nearest row, around its middle', () => {
    expect(best(stateWith(layoutOf(rows(10, 10)), []), 4)).toEqual([3, 4, 5, 6]);
    expect(best(stateWith(layoutOf(rows(10, 10)), range(2, 8)), 4)).toEqual([13, 14, 15, 16]);
  });

  test('leave no single seat where another place of the row does not', () => {
    // Free are 0 to 5: 2 to 5 would be nearer to the middle than 1 to 4, which leaves two singles.
    expect(best(stateWith(layoutOf(rows(12)), range(6, 12)), 4)).toEqual([2, 3, 4, 5]);
    // Free are 0 to 6: 3 to 6 is nearest and leaves three; 2 to 5 would leave 6 alone.
    expect(best(stateWith(layoutOf(rows(12)), range(7, 12)), 4)).toEqual([3, 4, 5, 6]);
    // Free are 0 to 4 and 8 to 11: the nearest place for four would leave seat 0 alone.
    expect(best(stateWith(layoutOf(rows(12)), [5, 6, 7]), 4)).toEqual([8, 9, 10, 11]);
  });

  test('sit a little further away where single seats are prevented, and no nearer line has none', () => {
    // The first line has five seats left, the second all of its ten.
    const state = stateWith(
      layoutOf([{ id: 'a', level: 0, rows: [...new Array(9).fill(1), 5, 10] }]),
      [],
    );
    expect(best(state, 4)).toEqual([9, 10, 11, 12]);
    state.preventSingleSeats = true;
    expect(best(state, 4)).toEqual([17, 18, 19, 20]);
    // Twice as far is too far.
    const near = stateWith(layoutOf(rows(5, 10)), []);
    near.preventSingleSeats = true;
    expect(best(near, 4)).toEqual([0, 1, 2, 3]);
  });

  test('have no aisle and no other level between them', () => {
    const levels = Uint8Array.from([0, 0, 0, 0, 1, 1]);
    const runs = [
      { seatNo: 0, count: 2, distance: 1, centre: 0 },
      { seatNo: 2, count: 4, distance: 5, centre: 0 },
    ];
    const section = { id: 'a', kind: 'seated', seatNo: 0, capacity: 6, runs } as const;
    const source = { capacity: 6, levelCodes: ['R', 'S'], levels, sections: [section] };
    const state = stateWith(compileLayout({ ...source, blocked: new Uint8Array(1) }), []);
    expect(best(state, 2, 0)).toEqual([0, 1]);
    // Not 1 and 2, across the aisle; 2 and 3, because 4 is another level's.
    expect(best(stateWith(state.layout, [0]), 2, 0)).toEqual([2, 3]);
    expect(best(state, 3, 0)).toEqual([0, 1, 2]);
  });

  test('are the best there are, by a search of all places', () => {
    const layout = layoutOf([
      { id: 'floor', level: 0, rows: [9, 7] },
      { id: 'side', level: 0, rows: [9, 8] },
    ]);
    const seat = fc.integer({ min: 0, max: layout.capacity - 1 });
    fc.assert(
      fc.property(
        fc.uniqueArray(seat, { maxLength: 26 }),
        fc.integer({ min: 1, max: 5 }),
        (taken, quantity) => {
          const state = stateWith(layout, taken);
          const found = best(state, quantity);
          const all = places(state, quantity).sort(compareScores);
          if (all[0] === undefined) return;
          expect(score(state, found ?? [])).toEqual(all[0]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

type Score = [distance: number, singles: number, offset: number];
const compareScores = (a: Score, b: Score) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

function places(state: SeatState, quantity: number): Score[] {
  const scores: Score[] = [];
  for (const { first, end } of state.layout.stretches) {
    for (let seatNo = first; seatNo + quantity <= end; seatNo += 1) {
      const seatNos = range(seatNo, seatNo + quantity);
      if (seatNos.every((no) => state.status[no] === seatStatus.available)) {
        scores.push(score(state, seatNos));
      }
    }
  }
  return scores;
}

function score(state: SeatState, seatNos: readonly number[]): Score {
  const [first = 0] = seatNos;
  const last = seatNos.at(-1) ?? 0;
  const stretch = state.layout.stretches[state.layout.stretchOfSeat[first] ?? 0];
  if (stretch === undefined) throw new Error('a seat without a stretch');
  const isFree = (no: number) =>
    no >= stretch.first && no < stretch.end && state.status[no] === seatStatus.available;
  const singles = [
    isFree(first - 1) && !isFree(first - 2),
    isFree(last + 1) && !isFree(last + 2),
  ].filter(Boolean).length;
  return [stretch.distance, singles, Math.abs((first + last) / 2 - stretch.centre)];
}

describe('people who cannot sit all together', () => {
  test('sit in the fewest groups, and nobody alone without need', () => {
    // Free are 0 to 2 and 5 to 7 of the first row, and two seats of the second.
    const state = stateWith(layoutOf(rows(8, 8)), [3, 4, ...range(8, 14)]);
    expect(best(state, 4)).toEqual([0, 1, 5, 6]);
    expect(best(state, 5)).toHaveLength(5);
    expect(best(state, 8)).toEqual([0, 1, 2, 5, 6, 7, 14, 15]);
    expect(best(state, 9)).toBeUndefined();
  });

  test('sit near to each other rather than in another section', () => {
    const layout = layoutOf([...rows(4, 4), { id: 'far', level: 0, rows: [4, 4] }]);
    // Pairs are free in both rows of the floor and in the first row of the far section.
    const state = stateWith(layout, [2, 3, 6, 7, 10, 11, ...range(12, 16)]);
    expect(best(state, 4)).toEqual([0, 1, 4, 5]);
  });
});

describe('standing areas', () => {
  const pit: SectionShape[] = [{ id: 'pit', level: 0, places: 30 }];

  test('give the lowest free entry numbers', () => {
    expect(best(stateWith(layoutOf(pit), [0, 1, 3]), 3)).toEqual([2, 4, 5]);
    expect(best(stateWith(layoutOf(pit), range(0, 28)), 3)).toBeUndefined();
  });

  test('come after seats of the same level, unless they are asked for', () => {
    const state = stateWith(layoutOf([...pit, { id: 'floor', level: 0, rows: [4] }]), []);
    expect(best(state, 2)).toEqual([30, 31]);
    expect(best(state, 2, 0, 'pit')).toEqual([0, 1]);
  });
});
