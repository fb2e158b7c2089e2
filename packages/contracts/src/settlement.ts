import { type Static, Type } from 'typebox';
import { BookingParams, BookingState } from './booking.ts';
import { Currency, Id, Instant, Minor, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';

/** What payment needs of a booking. */
export const PayableBooking = Strict({
  bookingId: Id('booking'),
  customerId: Id('account'),
  organizerId: Id('organizer'),
  state: BookingState,
  amountMinor: Minor,
  currency: Currency,
  description: Type.String(),
  expiresAt: Type.Optional(Instant),
  paymentId: Type.Optional(Id('payment')),
});
export type PayableBooking = Static<typeof PayableBooking>;
export const getPayableBooking = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/internal/bookings/:bookingId',
  access: 'service',
  summary: 'Amount and state of a booking',
  params: BookingParams,
  status: 200,
  reply: PayableBooking,
  errors: ['booking_not_found'],
});
export const secureSeats = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/internal/bookings/:bookingId/secure-seats',
  access: 'service',
  summary:
    'The money is authorised: sell the seats for good. Lost holds are tried again; `seats_taken` means void',
  params: BookingParams,
  body: Strict({ paymentId: Id('payment') }),
  status: 200,
  reply: PayableBooking,
  errors: [
    'booking_not_found',
    'booking_expired',
    'seats_taken',
    'state_conflict',
    'inventory_unavailable',
  ],
});
export const confirmBooking = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/internal/bookings/:bookingId/confirm',
  access: 'service',
  summary: 'The money is captured: issue tickets, tell everyone. Repeatable',
  params: BookingParams,
  body: Strict({ paymentId: Id('payment'), capturedMinor: Minor }),
  status: 200,
  reply: PayableBooking,
  errors: ['booking_not_found', 'state_conflict'],
});
export const abandonBooking = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/internal/bookings/:bookingId/abandon',
  access: 'service',
  summary: 'The authorisation is void and nothing was captured: give the seats back. Repeatable',
  params: BookingParams,
  body: Strict({
    paymentId: Id('payment'),
    reason: Type.Enum(['payment_failed', 'seats_lost', 'timeout', 'performance_cancelled']),
  }),
  status: 200,
  reply: PayableBooking,
  errors: ['booking_not_found', 'state_conflict'],
});

/** How payment and booking end a sale together; never through the gateway. */
export const settlementEndpoints = [
  getPayableBooking,
  secureSeats,
  confirmBooking,
  abandonBooking,
] as const;
