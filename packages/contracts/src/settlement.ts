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
  /** Of the performance's terms; absent: it takes no deposits. */
  depositHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 72 })),
  /** W3C `traceparent` of the request that made it; its payment joins that trace. */
  traceparent: Type.Optional(Type.String({ maxLength: 100 })),
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
/**
 * The customer begins to pay: the hold is extended, once for each method, so that it does not run out
 * during 3-D Secure or while a bank transfer is awaited. Repeatable.
 */
export const beginPayment = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/internal/bookings/:bookingId/begin-payment',
  access: 'service',
  summary: 'Payment begins: extend the hold once, to `payBy` for a virtual account',
  params: BookingParams,
  body: Strict({
    paymentId: Id('payment'),
    /** Who pays: another one's booking is not found, and its hold not extended. */
    customerId: Type.Optional(Id('account')),
    method: Type.Enum(['card', 'virtual_account']),
    /** Of a virtual account: the deadline of the transfer. */
    payBy: Type.Optional(Instant),
  }),
  status: 200,
  reply: PayableBooking,
  errors: ['booking_not_found', 'booking_expired', 'state_conflict', 'inventory_unavailable'],
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
  beginPayment,
  secureSeats,
  confirmBooking,
  abandonBooking,
] as const;
