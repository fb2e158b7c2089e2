import type { bookingConfirmed, DataOf } from '@ticketing/contracts';
import type { Clock } from '@ticketing/service-kit';
import type { ConfirmedBooking } from '../storage/popularity.ts';

/** Notes that an event sold tickets; a booking counts once however often its message comes. */
export async function recordConfirmedBooking(
  {
    note,
    clock,
  }: { note: (booking: ConfirmedBooking) => Promise<void>; clock: Pick<Clock, 'now'> },
  { booking }: DataOf<typeof bookingConfirmed>,
): Promise<void> {
  await note({
    bookingId: booking.id,
    eventId: booking.event.id,
    tickets: booking.seats.length,
    confirmedAt: clock.now(),
  });
}
