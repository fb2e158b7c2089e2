import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Fault,
  type HistoryStep,
  type Plant,
  playHistory,
} from '../../test/support/history.ts';
import { layoutOf } from '../../test/support/layouts.ts';

const layout = layoutOf(
  [
    { id: 'floor', level: 0, rows: [6, 5] },
    { id: 'balcony', level: 1, rows: [4, 4] },
    { id: 'pit', level: 2, places: 6 },
  ],
  [3, 12],
  { accessible: [0, 11], companions: [1, 12] },
);

const customer = fc.constantFrom('ann', 'bob', 'cho');
const holdId = fc.constantFrom('h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'h7', 'h8');
const bookingId = fc.constantFrom('b1', 'b2', 'b3');
const seatNo = fc.integer({ min: 0, max: 25 });
const seatNos = fc.uniqueArray(seatNo, { minLength: 1, maxLength: 5 });
// Mostly not asked for, as most buyers do not.
const accessible = fc.integer({ min: 0, max: 3 }).map((one) => one === 0);
const holdSeconds = fc.integer({ min: 30, max: 90 });

/** Weighted towards what makes long lives: holds that are confirmed, returned and sold again. */
const step: fc.Arbitrary<HistoryStep> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('hold_seats' as const),
      holdId,
      customerId: customer,
      seatNos,
      holdSeconds,
      accessible,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('hold_best_available' as const),
      holdId,
      customerId: customer,
      levelCode: fc.constantFrom('VIP', 'R', 'S'),
      quantity: fc.integer({ min: 1, max: 5 }),
      sectionId: fc.constant(''),
      holdSeconds,
      accessible,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('release_hold' as const),
      holdId,
      customerId: customer,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('confirm_hold' as const),
      holdId,
      bookingId,
      // Mostly the hold's own customer and fence, as the one who holds it knows them.
      impostor: fc.option(customer, { freq: 6 }),
      fenceError: fc.option(fc.constantFrom(-2, -1, 1), { freq: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('return_seats' as const),
      bookingId,
      returnId: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
      // Mostly seats that the booking has.
      some: fc.integer({ min: 1, max: 3 }),
      others: fc.option(seatNos, { freq: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('extend_hold' as const),
      holdId,
      minutes: fc.integer({ min: 1, max: 30 }),
      deferred: fc.boolean(),
      impostor: fc.option(customer, { freq: 6 }),
      fenceError: fc.option(fc.constantFrom(-2, -1, 1), { freq: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change_blocks' as const),
      changeId: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
      block: fc.array(seatNo, { maxLength: 2 }),
      // Mostly seats that are blocked from the start.
      release: fc.array(fc.oneof(fc.constantFrom(3, 12), seatNo), { maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        kind: fc.constant('set_terms' as const),
        revision: fc.integer({ min: 1, max: 5 }),
        ticketsPerCustomerMax: fc.constantFrom(3, 4),
        closed: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
        preventSingleSeats: fc.boolean(),
        // The clock begins at 1,000 seconds.
        accessibleReleaseAtMs: fc.integer({ min: 1_000, max: 1_200 }).map((s) => s * 1000),
      },
      {
        requiredKeys: [
          ...(['kind', 'revision', 'ticketsPerCustomerMax'] as const),
          ...(['closed', 'preventSingleSeats'] as const),
        ],
      },
    ),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('commit' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clock_back' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      from: fc.constantFrom('snapshot' as const, 'journal' as const),
    }),
  },
);
const history = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' });

const faultsOf = (steps: readonly HistoryStep[], plant?: Plant): Fault[] =>
  playHistory(layout, steps, { limit: 4, ...(plant && { plant }) });

describe('random histories against the naive model', () => {
  test('no seat has two owners, counts and limits hold, repeats have one effect, what is restored equals live', () => {
    // A failure prints the seed and the shrunk history.
    fc.assert(
      fc.property(history, (steps) => {
        expect(faultsOf(steps)).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });

  test.each([
    ['ignore the fence', 'ignore_fence'],
    ['ignore the limit', 'ignore_limit'],
    ['leave a held seat available', 'leave_seat_available'],
    ['free only the first seat of a released hold', 'partial_release'],
    ['let nothing expire', 'never_expire'],
    ['write no effect of a confirmation', 'forget_confirmation'],
    ['write no effect of an extension', 'forget_extension'],
    ['give wheelchair places to everybody', 'ignore_kept_seats'],
    ['leave single seats where they are prevented', 'ignore_single_seats'],
  ] as const)('the checker catches a machine made to %s', (_, plant) => {
    const caught = fc.check(
      fc.property(history, (steps) => faultsOf(steps, plant).length === 0),
      { numRuns: 2_000, seed: 20_260_703, endOnFailure: true },
    );
    expect(caught.failed).toBe(true);
  });
});
