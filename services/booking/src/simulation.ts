/** What a simulation drives: the operations as they are, on a store, an inventory and a clock of its own. */
export type { BookingDependencies } from './dependencies.ts';
export { type BookingRecord, forgetAt, workDueAt } from './domain/booking-record.ts';
export type { BulkChangeRecord } from './domain/bulk-change.ts';
export { bulkPauseMs, payGraceSeconds } from './domain/limits.ts';
export { subscribeToCatalogue } from './events/consumers.ts';
export { beginPayment } from './operations/begin-payment.ts';
export { createBookingMetrics } from './operations/booking-metrics.ts';
export { driveBulkChanges } from './operations/bulk-changes.ts';
export { cancelBooking, quoteCancellation } from './operations/cancel-booking.ts';
export { createCatalogue } from './operations/catalogue.ts';
export { confirmBooking } from './operations/confirm-booking.ts';
export { createBooking } from './operations/create-booking.ts';
export { driveDueBookings } from './operations/drive-due-bookings.ts';
export { endBooking } from './operations/end-booking.ts';
export { toPayable } from './operations/read-bookings.ts';
export { secureSeats } from './operations/secure-seats.ts';
export type { BookingPage, BookingStore } from './storage/booking-store.ts';
