import type { BusMessage } from '@ticketing/event-bus';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { changeAttemptsMax } from '../domain/limits.ts';

/** What to save; `undefined`: nothing, the booking stays as it is. */
export type Change = { record: BookingRecord; messages?: readonly BusMessage[] } | undefined;

/**
 * Reads a booking, decides on it, and saves what was decided with its messages in one write; begins anew
 * when somebody else changed it meanwhile. `decide` may throw to refuse. Answers the booking as it is
 * afterwards and whether this call changed it. `known` saves the first reading. Throws booking_not_found.
 */
export async function changeBooking(
  { store }: Pick<BookingDependencies, 'store'>,
  bookingId: string,
  decide: (record: BookingRecord) => Change | Promise<Change>,
  known?: BookingRecord,
): Promise<{ record: BookingRecord; changed: boolean }> {
  for (let attempt = 1; attempt <= changeAttemptsMax; attempt += 1) {
    const record = (attempt === 1 ? known : undefined) ?? (await store.get(bookingId));
    if (record === undefined) throw problem('booking_not_found');
    const change = await decide(record);
    if (change === undefined) return { record, changed: false };
    const saved = await store.save(change.record, change.messages ?? []);
    if (saved !== undefined) return { record: saved, changed: true };
  }
  throw problem('service_unavailable', 'The booking is being changed by others; try again');
}
