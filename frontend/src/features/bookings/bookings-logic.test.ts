import type { Booking } from '@ticketing/contracts';
import { describe, expect, test } from 'vitest';
import { groupOf, inGroup } from './booking-groups.ts';
import { cancellableSeats, stillCancellable, toggleTicket } from './cancellation-selection.ts';

const now = Date.parse('2026-07-03T12:00:00.000Z');
const booking = (id: string, startsAt: string, state: Booking['state'] = 'confirmed') =>
  ({ id, state, performance: { startsAt } }) as Booking;

describe('lists of bookings', () => {
  test('a ticket stays among the upcoming while the show runs', () => {
    expect(groupOf(booking('a', '2026-07-03T10:00:00.000Z'), now)).toBe('upcoming');
    expect(groupOf(booking('a', '2026-07-03T07:59:00.000Z'), now)).toBe('past');
  });

  test('what was cancelled or expired is never upcoming; a booking cancelled in part still is', () => {
    expect(groupOf(booking('a', '2026-08-01T10:00:00.000Z', 'expired'), now)).toBe('cancelled');
    expect(groupOf(booking('a', '2026-08-01T10:00:00.000Z', 'cancelled'), now)).toBe('cancelled');
    const partly = booking('a', '2026-08-01T10:00:00.000Z', 'partially_cancelled');
    expect(groupOf(partly, now)).toBe('upcoming');
  });

  test('what must be paid comes first, then what is played next', () => {
    const all = [
      booking('late', '2026-09-01T10:00:00.000Z'),
      booking('soon', '2026-07-04T10:00:00.000Z'),
      booking('unpaid', '2026-12-01T10:00:00.000Z', 'pending_payment'),
    ];
    expect(inGroup(all, 'upcoming', now).map(({ id }) => id)).toEqual(['unpaid', 'soon', 'late']);
  });
});

describe('choosing tickets to cancel', () => {
  const seat = (ticketId: string | undefined, ticketState?: string) => ({ ticketId, ticketState });
  const seats = cancellableSeats({
    seats: [
      seat('t1', 'valid'),
      seat('t2', 'used'),
      seat('t3', 'valid'),
      seat('t4', 'cancelled'),
      seat(undefined),
    ],
  } as Booking);

  test('only valid tickets can be chosen', () => {
    expect(seats.map(({ ticketId }) => ticketId)).toEqual(['t1', 't3']);
  });

  test('the same choice is the same list, whatever the order of the clicks', () => {
    const oneWay = toggleTicket(toggleTicket([], 't1', seats), 't3', seats);
    const otherWay = toggleTicket(toggleTicket([], 't3', seats), 't1', seats);
    expect(oneWay).toEqual(otherWay);
    expect(toggleTicket(oneWay, 't1', seats)).toEqual(['t3']);
  });

  test('a ticket that was used meanwhile leaves the choice', () => {
    expect(stillCancellable(['t1', 't2'], seats)).toEqual(['t1']);
  });
});
