import { type Static, type TSchema, Type } from 'typebox';
import { Booking } from './booking.ts';
import { Currency, Id, Instant, Localized, Minor, Strict } from './common.ts';
import { EventSummary, LevelAvailability } from './events.ts';
import { Deposit } from './payment.ts';
import { SaleTerms } from './sale-terms.ts';

/** Topics of the bus. `booking-events` is the guide's KAFKA_PRODUCER_TOPIC default. */
export const topics = {
  catalogue: 'catalogue-events',
  inventory: 'inventory-events',
  booking: 'booking-events',
  payment: 'payment-events',
  account: 'account-events',
} as const;
export type Topic = (typeof topics)[keyof typeof topics];

/** A kind of message: its topic, type, and the schema of its data. */
export interface BusEvent {
  readonly topic: Topic;
  readonly type: string;
  readonly data: TSchema;
}
const busEvent = <const Definition extends BusEvent>(definition: Definition): Definition => ({
  ...definition,
  data: passingOverUnknown(definition.data),
});

/**
 * Readers of the bus pass over members that they do not know, at any depth: while versions take turns, and in a
 * topic that outlives them, the newer says more than the older knows of. What a caller sends to an endpoint stays strict.
 */
function passingOverUnknown(schema: TSchema): TSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  ) as TSchema;
}
export type DataOf<Event extends BusEvent> = Static<Event['data']>;

// catalogue-events, key = event id
/** Published or changed; carries everything that search and home need. */
export const eventChanged = busEvent({
  topic: 'catalogue-events',
  type: 'event.changed',
  data: Strict({ event: EventSummary, performanceIds: Type.Array(Id('performance')) }),
});
/** No longer to be shown (back to draft). A cancelled event stays visible: event.changed says so. */
export const eventRemoved = busEvent({
  topic: 'catalogue-events',
  type: 'event.removed',
  data: Strict({ eventId: Id('event'), revision: Type.Integer() }),
});
/** Terms of a performance were set or changed, cancellation included. Key = performance id. */
export const performanceChanged = busEvent({
  topic: 'catalogue-events',
  type: 'performance.changed',
  data: Strict({ terms: SaleTerms, reason: Type.Optional(Localized(500)) }),
});

// inventory-events, key = performance id
/** At most one a second and performance. */
export const availabilityChanged = busEvent({
  topic: 'inventory-events',
  type: 'inventory.availability_changed',
  data: Strict({
    performanceId: Id('performance'),
    /** Sequence of the journal it was counted at; consumers keep the highest. */
    version: Type.Integer({ minimum: 0 }),
    available: Type.Integer({ minimum: 0 }),
    held: Type.Integer({ minimum: 0 }),
    sold: Type.Integer({ minimum: 0 }),
    byLevel: Type.Array(LevelAvailability),
  }),
});

// booking-events, key = booking id
export const bookingCreated = busEvent({
  topic: 'booking-events',
  type: 'booking.created',
  data: Strict({ booking: Booking }),
});
export const bookingConfirmed = busEvent({
  topic: 'booking-events',
  type: 'booking.confirmed',
  data: Strict({ booking: Booking }),
});
export const bookingExpired = busEvent({
  topic: 'booking-events',
  type: 'booking.expired',
  data: Strict({ booking: Booking }),
});
/** All or some tickets were cancelled; payment refunds `refundMinor`, once per cancellationId. */
export const bookingCancelled = busEvent({
  topic: 'booking-events',
  type: 'booking.cancelled',
  data: Strict({
    booking: Booking,
    cancellationId: Type.String(),
    ticketIds: Type.Array(Id('ticket')),
    feeMinor: Minor,
    refundMinor: Minor,
    reason: Type.Enum(['customer', 'organizer']),
  }),
});

/** The performance was postponed; the tickets stay valid, and all money comes back until `fullRefundUntil`. */
export const bookingRescheduled = busEvent({
  topic: 'booking-events',
  type: 'booking.rescheduled',
  data: Strict({
    booking: Booking,
    startsAtBefore: Instant,
    /** The new date is not known yet: `booking.performance.startsAt` is still the old one. */
    dateOpen: Type.Boolean(),
    reason: Type.Optional(Localized(500)),
  }),
});

// payment-events, key = booking id
export const paymentRefunded = busEvent({
  topic: 'payment-events',
  type: 'payment.refunded',
  data: Strict({
    paymentId: Id('payment'),
    bookingId: Id('booking'),
    customerId: Id('account'),
    cancellationId: Type.String(),
    refundMinor: Minor,
    currency: Currency,
    description: Type.String(),
  }),
});
export const paymentCaptured = busEvent({
  topic: 'payment-events',
  type: 'payment.captured',
  data: Strict({
    paymentId: Id('payment'),
    bookingId: Id('booking'),
    customerId: Id('account'),
    amountMinor: Minor,
    currency: Currency,
  }),
});

/** A virtual account was issued: where to transfer the money to, and until when. */
export const depositRequested = busEvent({
  topic: 'payment-events',
  type: 'payment.deposit_requested',
  data: Strict({
    paymentId: Id('payment'),
    bookingId: Id('booking'),
    customerId: Id('account'),
    amountMinor: Minor,
    currency: Currency,
    description: Type.String(),
    deposit: Deposit,
  }),
});

// account-events, key = account id
export const passwordResetRequested = busEvent({
  topic: 'account-events',
  type: 'account.password_reset_requested',
  data: Strict({ accountId: Id('account'), requestId: Type.String(), expiresAt: Instant }),
});
export const emailVerificationRequested = busEvent({
  topic: 'account-events',
  type: 'account.email_verification_requested',
  data: Strict({ accountId: Id('account'), requestId: Type.String(), expiresAt: Instant }),
});

export const busEvents = [
  eventChanged,
  eventRemoved,
  performanceChanged,
  availabilityChanged,
  bookingCreated,
  bookingConfirmed,
  bookingExpired,
  bookingCancelled,
  bookingRescheduled,
  paymentRefunded,
  paymentCaptured,
  depositRequested,
  passwordResetRequested,
  emailVerificationRequested,
] as const;
