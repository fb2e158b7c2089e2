import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import { type BookingRecord, type ExpiredReason, workDueAt } from '../domain/booking-record.ts';
import { payGraceSeconds } from '../domain/limits.ts';
import { changeBooking } from './change-booking.ts';
import { tellExpired } from './tell.ts';

type Dependencies = Pick<
  BookingDependencies,
  'store' | 'inventory' | 'newId' | 'clock' | 'metrics' | 'logger'
>;

/**
 * Ends a booking without tickets and gives its seats back. Does nothing to a booking that has ended or has
 * tickets, nor, unless `evenWhenSecured`, to one whose seats are sold; with `onlyIfDue` nor to one that
 * has time, because payment began or its page was opened again meanwhile. When inventory does not
 * answer, the seats go back later (see drive-due-bookings).
 */
export async function endBooking(
  dependencies: Dependencies,
  bookingId: string,
  {
    reason,
    evenWhenSecured,
    onlyIfDue = false,
  }: { reason: ExpiredReason; evenWhenSecured: boolean; onlyIfDue?: boolean },
): Promise<BookingRecord> {
  const { record, changed } = await changeBooking(dependencies, bookingId, (current) => {
    const dueAt = workDueAt(current, payGraceSeconds);
    if (onlyIfDue && (dueAt === undefined || dueAt > dependencies.clock.now())) return undefined;
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
  if (!(await giveSeatsBack(dependencies, record, [record.hold.id]))) return undefined;
  const released = await changeBooking(dependencies, record.id, (current) => {
    const noted = current.seatsReleased ? undefined : moves.noteSeatsReleased(current);
    return noted && { record: noted };
  });
  return released.record;
}

/**
 * The seats of holds and of the booking: both ways, because a sale can be half done: the hold is released, and seats already sold to the booking
 * are returned. Each does nothing where there is nothing. In this order: a hold that is released is not sold
 * any more, while a sale that comes after the return would stay. True when both were heard.
 */
export async function giveSeatsBack(
  { inventory, newId, logger }: Pick<Dependencies, 'inventory' | 'newId' | 'logger'>,
  record: BookingRecord,
  holdIds: readonly string[],
): Promise<boolean> {
  const place = { performanceId: record.performance.id, customerId: record.customerId };
  const released = await Promise.all(
    holdIds.map((holdId) => inventory.releaseHold({ ...place, holdId })),
  );
  const returned = await inventory.returnSeats({
    ...place,
    bookingId: record.id,
    seatNos: record.seats.map((seat) => seat.seatNo),
    returnId: newId('message'),
  });
  const heard = [...released, returned].every(({ result }) => result !== 'UNAVAILABLE');
  if (!heard) logger.warn({ bookingId: record.id }, 'seats not given back yet; trying again');
  return heard;
}
