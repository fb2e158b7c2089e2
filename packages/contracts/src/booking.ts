import { type Static, Type } from 'typebox';
import {
  Category,
  Currency,
  Id,
  Instant,
  Localized,
  Minor,
  Page,
  PageQuery,
  Strict,
  TimeZone,
} from './common.ts';
import { endpoint } from './endpoint.ts';

/** `pending_payment` -> `confirmed` -> (`partially_cancelled` ->) `cancelled`; or `expired`. */
export const BookingState = Type.Enum([
  'pending_payment',
  'confirmed',
  'partially_cancelled',
  'cancelled',
  'expired',
]);
export type BookingState = Static<typeof BookingState>;

/** A seat as people read it: section (구역), row (열), number (번). */
export const SeatLabel = Strict({
  seatNo: Type.Integer({ minimum: 0 }),
  section: Localized(40),
  floor: Type.Optional(Localized(40)),
  /** Absent in standing areas, where `number` is the entry number. */
  row: Type.Optional(Type.String()),
  number: Type.String(),
});
export type SeatLabel = Static<typeof SeatLabel>;

export const TicketState = Type.Enum(['valid', 'used', 'cancelled']);

export const BookedSeat = Strict({
  ...SeatLabel.properties,
  level: Strict({ code: Type.String(), name: Localized(30) }),
  priceMinor: Minor,
  bookingFeeMinor: Minor,
  /** Once confirmed. */
  ticketId: Type.Optional(Id('ticket')),
  ticketState: Type.Optional(TicketState),
});
export type BookedSeat = Static<typeof BookedSeat>;

export const Booking = Strict({
  id: Id('booking'),
  state: BookingState,
  customerId: Id('account'),
  organizerId: Id('organizer'),
  event: Strict({
    id: Id('event'),
    title: Localized(120),
    category: Category,
    posterSeed: Type.Integer(),
  }),
  performance: Strict({
    id: Id('performance'),
    startsAt: Instant,
    timeZone: TimeZone,
    venueName: Localized(80),
  }),
  seats: Type.Array(BookedSeat),
  /** Locked when the seats were held. */
  totalMinor: Minor,
  currency: Currency,
  createdAt: Instant,
  /** While pending: when the hold ends. */
  expiresAt: Type.Optional(Instant),
  confirmedAt: Type.Optional(Instant),
  /** Why it ended without tickets. */
  expiredReason: Type.Optional(
    Type.Enum(['timeout', 'released', 'payment_failed', 'seats_lost', 'performance_cancelled']),
  ),
  refundedMinor: Minor,
  cancellationFeeMinor: Minor,
  paymentId: Type.Optional(Id('payment')),
  /** Once payment began. A virtual account leaves the booking `pending_payment` until the money came. */
  paymentMethod: Type.Optional(Type.Enum(['card', 'virtual_account'])),
  /** After a postponement: until then all of it comes back on cancellation. */
  fullRefundUntil: Type.Optional(Instant),
});
export type Booking = Static<typeof Booking>;

export const BookingParams = Strict({ bookingId: Id('booking') });

export const createBooking = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/bookings',
  access: 'customer',
  summary: 'Hold seats and lock their prices: chosen seats, or the best of a level',
  body: Strict({
    performanceId: Id('performance'),
    seatNos: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1, maxItems: 20, uniqueItems: true }),
    ),
    best: Type.Optional(
      Strict({
        levelCode: Type.String({ maxLength: 12 }),
        quantity: Type.Integer({ minimum: 1, maximum: 20 }),
        sectionId: Type.Optional(Type.String({ maxLength: 40 })),
      }),
    ),
    /** Asks for wheelchair places and companion seats too. */
    accessible: Type.Optional(Type.Boolean()),
    /** The price that the customer was shown; another one is refused with price_changed. */
    expectedTotalMinor: Type.Optional(Minor),
  }),
  status: 201,
  reply: Booking,
  idempotencyKey: 'required',
  admission: true,
  errors: [
    'seats_taken',
    'seats_invalid',
    'seats_reserved',
    'single_seat_left',
    'price_changed',
    'not_enough_seats',
    'ticket_limit_exceeded',
    'sale_not_open',
    'sale_closed',
    'performance_cancelled',
    'performance_not_found',
    'admission_required',
    'admission_invalid',
    'inventory_unavailable',
  ],
});
export const listBookings = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/bookings',
  access: 'customer',
  summary: 'The caller’s bookings, newest first',
  query: Strict(PageQuery),
  status: 200,
  reply: Page(Booking),
  errors: [],
});
export const getBooking = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/bookings/:bookingId',
  access: 'customer',
  summary: 'One booking of the caller',
  params: BookingParams,
  status: 200,
  reply: Booking,
  errors: ['booking_not_found'],
});
export const awaitSettledBooking = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/bookings/:bookingId/settled',
  access: 'customer',
  summary:
    'The booking once its payment has come to an end, or as it is when the time to wait is over',
  params: BookingParams,
  query: Strict({
    /** Default 5. */
    waitSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 8 })),
  }),
  status: 200,
  reply: Booking,
  errors: ['booking_not_found'],
  waits: true,
});
export const releaseBooking = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/bookings/:bookingId/release',
  access: 'customer',
  summary: 'Give up a booking that is not paid; its seats are free at once',
  params: BookingParams,
  status: 200,
  reply: Booking,
  errors: ['booking_not_found', 'state_conflict'],
});
export const leaveBooking = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/bookings/:bookingId/leave',
  access: 'customer',
  summary:
    'The page of an unpaid booking was left: its seats are free after 5 s, unless it is shown (read) again',
  params: BookingParams,
  status: 200,
  reply: Booking,
  errors: ['booking_not_found'],
});
export const CancellationQuote = Strict({
  cancellable: Type.Boolean(),
  /** Last instant at which these tickets can be cancelled. */
  cancellableUntil: Instant,
  seats: Type.Array(
    Strict({
      ticketId: Id('ticket'),
      priceMinor: Minor,
      feeMinor: Minor,
      refundMinor: Minor,
      /** Which rule set the fee; 'postponed': everything comes back until `fullRefundUntil`. */
      rule: Type.Enum(['free', 'tier', 'organizer_cancelled', 'postponed']),
    }),
  ),
  feeMinor: Minor,
  refundMinor: Minor,
  currency: Currency,
});
export type CancellationQuote = Static<typeof CancellationQuote>;
export const quoteCancellation = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/bookings/:bookingId/cancellation',
  access: 'customer',
  summary: 'What cancelling now would cost; `ticketIds` by comma, all when absent',
  params: BookingParams,
  query: Strict({ ticketIds: Type.Optional(Type.String({ maxLength: 1000 })) }),
  status: 200,
  reply: CancellationQuote,
  errors: ['booking_not_found', 'ticket_not_found'],
});
export const cancelBooking = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/bookings/:bookingId/cancel',
  access: 'customer',
  summary: 'Cancel all or some tickets; the fee follows the event’s policy, the rest is refunded',
  params: BookingParams,
  body: Strict({
    ticketIds: Type.Optional(
      Type.Array(Id('ticket'), { minItems: 1, maxItems: 20, uniqueItems: true }),
    ),
    /** The refund the customer agreed to, from the quote; refused with state_conflict when it changed. */
    expectedRefundMinor: Minor,
  }),
  status: 200,
  reply: Booking,
  idempotencyKey: 'required',
  errors: ['booking_not_found', 'ticket_not_found', 'booking_not_cancellable', 'state_conflict'],
});
export const bookingEndpoints = [
  createBooking,
  listBookings,
  getBooking,
  awaitSettledBooking,
  releaseBooking,
  leaveBooking,
  quoteCancellation,
  cancelBooking,
] as const;
