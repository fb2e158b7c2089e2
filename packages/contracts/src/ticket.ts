import { type Static, Type } from 'typebox';
import { BookedSeat, Booking, BookingParams, TicketState } from './booking.ts';
import { Id, Instant, Localized, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';

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

export const ticketEndpoints = [listTickets, registerDeviceKey, scanTicket] as const;
