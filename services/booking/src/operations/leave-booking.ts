import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { leaveSeconds } from '../domain/limits.ts';
import { changeBooking } from './change-booking.ts';

/**
 * The page of a booking was left: notes when its seats go back, which drive-due-bookings then does, also
 * after a crash. A booking that is being paid, is paid or has ended stays as it is. Repeatable.
 */
export async function leaveBooking(
  dependencies: Pick<BookingDependencies, 'store' | 'clock'>,
  record: BookingRecord,
): Promise<BookingRecord> {
  const leaveAt = new Date(dependencies.clock.now().getTime() + leaveSeconds * 1000);
  const leave = (current: BookingRecord) => {
    const moved = current.leaveAt === undefined ? moves.leave(current, leaveAt) : undefined;
    return moved && { record: moved };
  };
  return (await changeBooking(dependencies, record.id, leave, record)).record;
}
