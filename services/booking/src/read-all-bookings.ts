import type { BookingConfig } from './config.ts';
import { type AuditedBooking, toAudited } from './domain/sale-fault.ts';
import { openBookingStore } from './engines/open-booking-store.ts';

/** Every booking that is kept by the engine of the settings, in no order, as far as checks need it. */
export async function* readAllBookings(config: BookingConfig): AsyncGenerator<AuditedBooking> {
  const bookings = await openBookingStore(config);
  try {
    for await (const record of bookings.store.readAll()) yield toAudited(record);
  } finally {
    await bookings.close();
  }
}
