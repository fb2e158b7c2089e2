import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import type { BookingRecord, ExpiredReason } from '../domain/booking-record.ts';
import { changeBooking } from './change-booking.ts';
import { tellExpired } from './tell.ts';

type Dependencies = Pick<
  BookingDependencies,
  'store' | 'inventory' | 'newId' | 'clock' | 'metrics' | 'logger'
>;

/**
 * Ends a booking without tickets and gives its seats back. Does nothing to a booking that has ended or has
 * tickets, nor, unless `evenWhenSecured`, to one whose seats are sold. When inventory does not
 * answer, the seats go back later (see drive-due-bookings).
 */
export async function endBooking(
  dependencies: Dependencies,
  bookingId: string,
  { reason, evenWhenSecured }: { reason: ExpiredReason; evenWhenSecured: boolean },
): Promise<BookingRecord> {
  const { record, changed } = await changeBooking(dependencies, bookingId, (current) => {
    const ended = moves.expire(current, reason, { evenWhenSecured });
    return ended && { record: ended, messages: [tellExpired(dependencies, ended)] };
  });
  if (!changed) return record;
  dependencies.metrics.bookings.inc({ outcome: 'expired' });
  return (await releaseSeats(dependencies, record)) ?? record;
}

/** Gives back the seats of an ended booking and notes it; undefined when that must be tried again. */
export async function releaseSeats(
  dependencies: Dependencies,
  record: BookingRecord,
): Promise<BookingRecord | undefined> {
  if (!(await giveSeatsBack(dependencies, record))) return undefined;
  const released = await changeBooking(dependencies, record.id, (current) => {
    const noted = current.seatsReleased ? undefined : moves.noteSeatsReleased(current);
    return noted && { record: noted };
  });
  return released.record;
}

/**
 * Both ways at once, because a sale can be half done: the hold is released, and seats already sold to the
 * booking are returned. Each does nothing where there is nothing. True when both were heard.
 */
async function giveSeatsBack(
  { inventory, newId, logger }: Pick<Dependencies, 'inventory' | 'newId' | 'logger'>,
  record: BookingRecord,
): Promise<boolean> {
  const place = { performanceId: record.performance.id, customerId: record.customerId };
  const [released, returned] = await Promise.all([
    inventory.releaseHold({ ...place, holdId: record.hold.id }),
    inventory.returnSeats({
      ...place,
      bookingId: record.id,
      seatNos: record.seats.map((seat) => seat.seatNo),
      returnId: newId('message'),
    }),
  ]);
  const heard = released.result !== 'UNAVAILABLE' && returned.result !== 'UNAVAILABLE';
  if (!heard) logger.warn({ bookingId: record.id }, 'seats not given back yet; trying again');
  return heard;
}
