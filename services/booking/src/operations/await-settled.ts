import type { BookingDependencies } from '../dependencies.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { BookingBell } from './booking-bell.ts';
import { getOwnBooking, showBooking } from './read-bookings.ts';

/** A change that another instance made is seen after so long. */
const lookMs = 1_000;

/**
 * The caller's booking once its payment has come to an end, or as it is after `waitMs` or when the service
 * stops. Throws booking_not_found.
 */
export async function awaitSettled(
  dependencies: Pick<BookingDependencies, 'store'> & { readonly bell: BookingBell },
  { waitMs, ...whose }: { bookingId: string; customerId: string; waitMs: number },
): Promise<BookingRecord> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    // Before the booking is read, so that no change falls in between.
    const change = dependencies.bell.listen(whose.bookingId);
    try {
      const record = await showBooking(dependencies, await getOwnBooking(dependencies, whose));
      const left = deadline - performance.now();
      const isOver = left <= 0 || dependencies.bell.isClosed();
      if (isOver || record.state !== 'pending_payment') return record;
      await change.heard(Math.min(lookMs, left));
    } finally {
      change.end();
    }
  }
}
