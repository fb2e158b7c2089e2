import { runInSpan } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { driveRetrySeconds } from '../domain/limits.ts';
import { returnCancelledSeats } from './cancel-booking.ts';
import { endBooking, releaseSeats } from './end-booking.ts';

const batchMax = 100;
/** A wave of holds that run out together must not take a wave's time to come back. */
const atOnceMax = 16;

/**
 * Looks after bookings that stand in the middle of something: ends those whose time is over, gives back
 * seats that inventory did not hear of. Answers how many it looked at.
 */
export async function driveDueBookings(dependencies: BookingDependencies): Promise<number> {
  const { store, clock, logger } = dependencies;
  const due = await store.listDue(clock.now(), batchMax);
  const look = async (bookingId: string): Promise<void> => {
    try {
      const record = await store.get(bookingId);
      const span = { parent: record?.traceparent };
      const done =
        record === undefined ||
        (await runInSpan('booking.drive', span, () => drive(dependencies, record)));
      if (!done) await postpone(dependencies, bookingId);
    } catch (error) {
      logger.error({ err: error, bookingId }, 'a booking could not be driven on');
      await postpone(dependencies, bookingId);
    }
  };
  for (let at = 0; at < due.length; at += atOnceMax) {
    await Promise.all(due.slice(at, at + atOnceMax).map(look));
  }
  return due.length;
}

const postpone = ({ store, clock }: BookingDependencies, bookingId: string): Promise<void> =>
  store.postpone(bookingId, new Date(clock.now().getTime() + driveRetrySeconds * 1000));

/** False when it must be tried again. */
async function drive(dependencies: BookingDependencies, record: BookingRecord): Promise<boolean> {
  if (record.state === 'pending_payment') {
    const ended = await endBooking(dependencies, record.id, {
      reason: record.leaveAt === undefined ? 'timeout' : 'released',
      evenWhenSecured: false,
      onlyIfDue: true,
    });
    return ended.state !== 'expired' || ended.seatsReleased === true;
  }
  if (record.state === 'expired') return (await releaseSeats(dependencies, record)) !== undefined;
  return (await returnCancelledSeats(dependencies, record)) !== undefined;
}
