import { expect, test } from 'vitest';
import { layoutOf, layoutSource } from '../../test/support/layouts.ts';
import type { Command } from './commands.ts';
import { decideBatch } from './decide-batch.ts';
import { compileLayout } from './layout.ts';
import { createSeatState } from './seat-state.ts';

/** Two rows of ten: wheelchair places 0 and 10, companion seats 1, 2 and 11; released at 1,000 s. */
function hall() {
  const needs = { accessible: [0, 10], companions: [1, 2, 11] };
  const layout = layoutOf([{ id: 'floor', level: 0, rows: [10, 10] }], [], needs);
  const state = createSeatState({ ...layout, accessibleReleaseAtMs: 1_000_000 }, 20);
  const holdIds = Array.from({ length: 20 }, (_, place) => `h${place}`).values();
  const one = (nowMs: number, command: Command) => decideBatch(state, [command], nowMs).replies[0];
  const rest = { customerId: 'ann', holdSeconds: 60 } as const;
  const holdId = () => holdIds.next().value ?? '';
  return {
    state,
    pick: (seatNos: number[], accessible: boolean, nowMs = 0) =>
      one(nowMs, { kind: 'hold_seats', holdId: holdId(), seatNos, accessible, ...rest }),
    best: (quantity: number, accessible: boolean, nowMs = 0) =>
      one(nowMs, {
        ...{ kind: 'hold_best_available', holdId: holdId(), levelCode: 'VIP', sectionId: '' },
        ...{ quantity, accessible, ...rest },
      }),
  };
}

test('wheelchair places and companion seats are kept for who asks for them', () => {
  const { pick, state } = hall();
  expect(pick([0, 1, 3], false)).toEqual({ result: 'SEATS_RESERVED', conflicts: [0, 1] });
  expect(pick([1, 3], true)).toEqual({ result: 'SEATS_RESERVED', conflicts: [1] });
  expect(state.version).toBe(0);
  expect(pick([0, 1, 3], true)?.result).toBe('OK');
  expect(pick([4], true)?.result).toBe('OK');
});

test('from the release time on they are everybody’s, by the writer’s clock', () => {
  const { pick } = hall();
  expect(pick([1], false, 999_999)?.result).toBe('SEATS_RESERVED');
  expect(pick([0, 1], false, 1_000_000)?.result).toBe('OK');
  expect(pick([11], true, 1_000_001)?.result).toBe('OK');
});

test('best available gives them to nobody else before the release', () => {
  const { best } = hall();
  expect(best(7, false)?.hold?.seatNos).toEqual([3, 4, 5, 6, 7, 8, 9]);
  expect(best(8, false)?.hold?.seatNos).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  expect(best(1, false)).toEqual({ result: 'NOT_ENOUGH_SEATS' });
  expect(best(2, false, 1_000_000)?.result).toBe('OK');
});

test('who asks gets a wheelchair place first, with companions beside it', () => {
  const { best, pick } = hall();
  expect(best(3, true)?.hold?.seatNos).toEqual([0, 1, 2]);
  // One companion seat, then the line's other seats.
  expect(best(4, true)?.hold?.seatNos).toEqual([10, 11, 12, 13]);
  expect(best(1, true)).toEqual({ result: 'NOT_ENOUGH_SEATS' });
  expect(pick([3], false)?.result).toBe('OK');
});

test('who finds no seat beside the wheelchair place gets the nearest', () => {
  const { best, pick } = hall();
  expect(pick([12, 13, 14, 15], false)?.result).toBe('OK');
  expect(pick([3, 4, 5], false)?.result).toBe('OK');
  // Both lines have room for too few: the first has two companion seats, then 6 is near.
  expect(best(4, true)?.hold?.seatNos).toEqual([0, 1, 2, 6]);
});

test('a layout keeps no places where people stand', () => {
  const source = layoutSource([{ id: 'pit', level: 0, places: 4 }], [], { accessible: [2] });
  expect(() => compileLayout(source)).toThrow(/standing/);
});
