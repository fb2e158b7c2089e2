import { auditEndpoints } from './audit.ts';
import { authEndpoints } from './auth.ts';
import { bookingEndpoints } from './booking.ts';
import { bulkChangeEndpoints } from './bulk-change.ts';
import { importCatalogue } from './catalogue-file.ts';
import { eventsEndpoints } from './events.ts';
import { notificationEndpoints } from './notification.ts';
import { organizerEndpoints } from './organizer.ts';
import { paymentEndpoints } from './payment.ts';
import { saleTermsEndpoints } from './sale-terms.ts';
import { searchEndpoints } from './search.ts';
import { seatStatusEndpoints } from './seat-status.ts';
import { settlementEndpoints } from './settlement.ts';
import { ticketEndpoints } from './ticket.ts';
import { waitingRoomEndpoints } from './waiting-room.ts';

export * from './audit.ts';
export * from './auth.ts';
export * from './booking.ts';
export * from './bulk-change.ts';
export * from './bus-events.ts';
export * from './catalogue-file.ts';
export * from './common.ts';
export * from './endpoint.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './inventory.ts';
export * from './notification.ts';
export * from './organizer.ts';
export * from './payment.ts';
export * from './ports.ts';
export * from './sale-terms.ts';
export * from './search.ts';
export * from './seat-map.ts';
export * from './seat-status.ts';
export * from './settlement.ts';
export * from './ticket.ts';
export * from './waiting-room.ts';

/** Every HTTP endpoint of the system. */
export const endpoints = [
  ...authEndpoints,
  ...eventsEndpoints,
  ...organizerEndpoints,
  importCatalogue,
  ...saleTermsEndpoints,
  ...bookingEndpoints,
  ...ticketEndpoints,
  ...seatStatusEndpoints,
  ...settlementEndpoints,
  ...bulkChangeEndpoints,
  ...auditEndpoints,
  ...paymentEndpoints,
  ...searchEndpoints,
  ...notificationEndpoints,
  ...waitingRoomEndpoints,
] as const;
