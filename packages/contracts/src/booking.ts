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
});
export type Booking = Static<typeof Booking>;

/** A ticket; the QR is made on the device that registered its public key (see codecs/ticket-payload). */
export const Ticket = Strict({
  id: Id('ticket'),
  bookingId: Id('booking'),
  /** Short number that goes into the QR payload: 12 bytes, base64url. */
  shortId: Type.String({ pattern: '^[A-Za-z0-9_-]{16}$' }),
  state: TicketState,
  seat: BookedSeat,
  event: Booking.properties.event,
  performance: Booking.properties.performance,
  /** Which device key is registered; absent before the first view. */
  device: Type.Optional(
    Strict({
      keyId: Type.String(),
      algorithm: Type.Enum(['Ed25519', 'ES256']),
      registeredAt: Instant,
      /** Moves to another device that are still allowed. */
      changesLeft: Type.Integer({ minimum: 0 }),
    }),
  ),
  usedAt: Type.Optional(Instant),
});
export type Ticket = Static<typeof Ticket>;

const BookingParams = Strict({ bookingId: Id('booking') });

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
  }),
  status: 201,
  reply: Booking,
  idempotencyKey: 'required',
  admission: true,
  errors: [
    'seats_taken',
    'seats_invalid',
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
      /** Which rule set the fee: 'free', 'tier' or 'organizer_cancelled'. */
      rule: Type.Enum(['free', 'tier', 'organizer_cancelled']),
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
export const listTickets = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/bookings/:bookingId/tickets',
  access: 'customer',
  summary: 'The tickets of a booking',
  params: BookingParams,
  status: 200,
  reply: Strict({ tickets: Type.Array(Ticket), serverTime: Instant }),
  errors: ['booking_not_found'],
});
export const registerDeviceKey = endpoint({
  service: 'booking',
  method: 'PUT',
  path: '/tickets/:ticketId/device-key',
  access: 'customer',
  summary: 'Bind the ticket to this device’s public key; an earlier device’s key dies',
  params: Strict({ ticketId: Id('ticket') }),
  body: Strict({
    algorithm: Type.Enum(['Ed25519', 'ES256']),
    /** Raw public key, base64url: 32 bytes for Ed25519, 65 bytes (uncompressed point) for ES256. */
    publicKey: Type.String({ minLength: 43, maxLength: 88, pattern: '^[A-Za-z0-9_-]+$' }),
  }),
  status: 200,
  reply: Ticket,
  errors: ['ticket_not_found', 'device_key_invalid', 'device_change_limit', 'state_conflict'],
});

/** What the gate's screen shows after a good scan. */
export const ScanResult = Strict({
  result: Type.Literal('admitted'),
  ticketId: Id('ticket'),
  performanceId: Id('performance'),
  title: Localized(120),
  seat: BookedSeat,
  admittedAt: Instant,
});
export type ScanResult = Static<typeof ScanResult>;
export const scanTicket = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/gate/scans',
  access: 'gate',
  summary: 'Let one ticket in, once; every refusal has its own code',
  body: Strict({
    /** The QR's text. */
    payload: Type.String({ minLength: 1, maxLength: 400 }),
    /** The performance this gate serves; a ticket for another one is refused. */
    performanceId: Id('performance'),
    gate: Type.Optional(Type.String({ maxLength: 40 })),
  }),
  status: 200,
  reply: ScanResult,
  idempotencyKey: 'required',
  errors: [
    'ticket_payload_invalid',
    'ticket_signature_invalid',
    'ticket_device_mismatch',
    'ticket_not_bound',
    'ticket_slot_expired',
    'ticket_already_used',
    'ticket_was_cancelled',
    'ticket_wrong_gate',
    'ticket_not_found',
    'forbidden',
  ],
});

export const getSeatStatus = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/performances/:performanceId/seat-status',
  access: 'public',
  summary: 'All seats, 2 bits each (see codecs/seat-status)',
  params: Strict({ performanceId: Id('performance') }),
  status: 200,
  produces: 'application/octet-stream',
  errors: ['performance_not_found', 'inventory_unavailable'],
});
export const streamSeatStatus = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/performances/:performanceId/seat-status/stream',
  access: 'public',
  summary: 'Changes of seats as server-sent events `seats` (base64 of codecs/seat-status deltas)',
  params: Strict({ performanceId: Id('performance') }),
  status: 200,
  produces: 'text/event-stream',
  errors: ['performance_not_found', 'inventory_unavailable'],
});

// --- Between services ---

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

export const bookingEndpoints = [
  createBooking,
  listBookings,
  getBooking,
  releaseBooking,
  quoteCancellation,
  cancelBooking,
  listTickets,
  registerDeviceKey,
  scanTicket,
  getSeatStatus,
  streamSeatStatus,
  getPayableBooking,
  secureSeats,
  confirmBooking,
  abandonBooking,
] as const;
