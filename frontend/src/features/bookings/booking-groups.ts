import type { Booking } from '@ticketing/contracts';

export const bookingGroups = ['upcoming', 'past', 'cancelled'] as const;
export type BookingGroup = (typeof bookingGroups)[number];

/** A performance counts as past this long after its beginning: until then the ticket may be needed. */
const showHours = 4;

/** Which list a booking stands in at `nowMs`. */
export function groupOf(
  booking: Pick<Booking, 'state' | 'performance'>,
  nowMs: number,
): BookingGroup {
  if (booking.state === 'cancelled' || booking.state === 'expired') return 'cancelled';
  const over = Date.parse(booking.performance.startsAt) + showHours * 3_600_000 < nowMs;
  return over ? 'past' : 'upcoming';
}

/** The bookings of a list: what comes next first among the upcoming, the latest first elsewhere. */
export function inGroup(
  bookings: readonly Booking[],
  group: BookingGroup,
  nowMs: number,
): readonly Booking[] {
  const chosen = bookings.filter((booking) => groupOf(booking, nowMs) === group);
  const starts = ({ performance }: Booking) => Date.parse(performance.startsAt);
  if (group === 'past') return chosen.sort((one, other) => starts(other) - starts(one));
  if (group === 'cancelled') return chosen;
  const pendingFirst = ({ state }: Booking) => (state === 'pending_payment' ? 0 : 1);
  return chosen.sort(
    (one, other) => pendingFirst(one) - pendingFirst(other) || starts(one) - starts(other),
  );
}
