import { authEndpoints } from './auth.ts';
import { bookingEndpoints } from './booking.ts';
import { eventsEndpoints } from './events.ts';
import { notificationEndpoints } from './notification.ts';
import { paymentEndpoints } from './payment.ts';
import { searchEndpoints } from './search.ts';
import { waitingRoomEndpoints } from './waiting-room.ts';

export * from './auth.ts';
export * from './booking.ts';
export * from './bus-events.ts';
export * from './common.ts';
export * from './endpoint.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './inventory.ts';
export * from './notification.ts';
export * from './payment.ts';
export * from './search.ts';
export * from './seat-map.ts';
export * from './waiting-room.ts';

/** Every HTTP endpoint of the system. */
export const endpoints = [
  ...authEndpoints,
  ...eventsEndpoints,
  ...bookingEndpoints,
  ...paymentEndpoints,
  ...searchEndpoints,
  ...notificationEndpoints,
  ...waitingRoomEndpoints,
] as const;
