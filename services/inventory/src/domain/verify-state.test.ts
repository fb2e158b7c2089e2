import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import { decideBatch } from './decide-batch.ts';
import { forgetHold } from './hold-table.ts';
import type { SeatState } from './seat-state.ts';
import { createSeatState } from './seat-state.ts';
import { verifyState } from './verify-state.ts';

function stateWithSales(): SeatState {
  const layout = layoutOf([{ id: 'a', level: 0, rows: [8, 8] }], [15]);
  const state = createSeatState(layout, 8);
  const best = { holdSeconds: 60, customerId: 'ann', levelCode: 'VIP', sectionId: '' } as const;
  const hold = (holdId: string) =>
    ({ kind: 'hold_best_available', holdId, quantity: 2, ...best }) as const;
  decideBatch(state, [hold('h1'), hold('h2')], 0);
  const confirm = { kind: 'confirm_hold', holdId: 'h1', customerId: 'ann', fence: 1 } as const;
  decideBatch(state, [{ ...confirm, bookingId: 'b' }], 0);
  return state;
}

test('a state as the machine makes it has no faults', () => {
  expect(verifyState(stateWithSales())).toEqual([]);
});

test.each<[string, (state: SeatState) => void, RegExp]>([
  ['a status that is not known', (state) => (state.status[0] = 9), /^I2 seat 0 .*unknown/],
  ['a held seat shown as free', (state) => (state.status[3] = 0), /^I2 seat 3 is available/],
  ['a seat held by nobody', (state) => (state.status[15] = 1), /^I2 seat 15 is held without/],
  ['a hold too many', (state) => (state.heldCount += 1), /^I2 1 holds stand, but 2/],
  ['a level miscounted', (state) => (state.freeOfLevel[0] = 1), /^I2 level VIP has 11 seats/],
  ['a bit miskept', (state) => state.freeSeats.set(3, true), /^I2 seat 3 has the wrong bit/],
  ['a line miscounted', (state) => (state.freeOfStretch[1] = 1), /^I2 the seats from 8 to 15/],
  [
    'a customer forgotten',
    (state) => state.holds.seatsOfCustomer.fill(0),
    /^I9 ann has 4 seats, but 0/,
  ],
  [
    'a hold forgotten',
    ({ holds }) => forgetHold(holds, holds.ids.find('h2')),
    /^I2 seat \d belongs to h2/,
  ],
])('%s is told', (_, damage, fault) => {
  const state = stateWithSales();
  damage(state);
  expect(verifyState(state)).toContainEqual(expect.stringMatching(fault));
});
