import { type Static, Type } from 'typebox';
import { Currency, Id, Instant, Minor, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';

/**
 * `created` (waiting for a card) -> `requires_action` (3-D Secure) -> `authorised` -> `captured`
 * -> `refunded` in part or whole; `failed` may be tried again; `voided` is the end without money.
 */
export const PaymentState = Type.Enum([
  'created',
  'requires_action',
  'authorised',
  'captured',
  'failed',
  'voided',
]);
export type PaymentState = Static<typeof PaymentState>;

export const Payment = Strict({
  id: Id('payment'),
  bookingId: Id('booking'),
  state: PaymentState,
  amountMinor: Minor,
  refundedMinor: Minor,
  currency: Currency,
  /** Stripe's code of the last refusal: `card_declined`, `insufficient_funds`, ... */
  declineCode: Type.Optional(Type.String()),
  /** Why the authorisation was given back, when it was. */
  voidReason: Type.Optional(
    Type.Enum(['seats_lost', 'timeout', 'payment_failed', 'performance_cancelled']),
  ),
  updatedAt: Instant,
});
export type Payment = Static<typeof Payment>;

/** How the browser reaches the card form: Stripe, or the local payment server that speaks as Stripe. */
export const PaymentConfig = Strict({
  provider: Type.Enum(['stripe', 'local']),
  publishableKey: Type.String(),
  /** Base of the Stripe API for the browser; only for `local`. */
  apiBaseUrl: Type.Optional(Type.String()),
});

export const getPaymentConfig = endpoint({
  service: 'payment',
  method: 'GET',
  path: '/payments/config',
  access: 'public',
  summary: 'Which card form to show',
  status: 200,
  reply: PaymentConfig,
  errors: [],
});
export const createPaymentIntent = endpoint({
  service: 'payment',
  method: 'POST',
  path: '/payments/intents',
  access: 'customer',
  summary: 'Begin to pay a booking: a PaymentIntent with manual capture. One live intent a booking',
  body: Strict({ bookingId: Id('booking') }),
  status: 201,
  reply: Strict({
    payment: Payment,
    /** For Stripe.js or the local form; lets the browser confirm this one intent. */
    clientSecret: Type.String(),
    config: PaymentConfig,
  }),
  idempotencyKey: 'required',
  errors: [
    'booking_not_found',
    'booking_expired',
    'payment_not_possible',
    'payment_provider_unavailable',
  ],
});
export const getPayment = endpoint({
  service: 'payment',
  method: 'GET',
  path: '/payments/:paymentId',
  access: 'customer',
  summary: 'How far a payment is; reading it also asks Stripe when the webhook is late',
  params: Strict({ paymentId: Id('payment') }),
  status: 200,
  reply: Payment,
  errors: ['payment_not_found'],
});
export const receiveWebhook = endpoint({
  service: 'payment',
  method: 'POST',
  path: '/payments/webhook',
  access: 'public',
  summary: 'Stripe’s webhook: signature checked, every event handled once',
  body: Type.Unknown(),
  status: 200,
  reply: Strict({ received: Type.Boolean() }),
  rateLimit: 'none',
  bodyBytesMax: 256 * 1024,
  errors: ['webhook_signature_invalid'],
});

export const paymentEndpoints = [
  getPaymentConfig,
  createPaymentIntent,
  getPayment,
  receiveWebhook,
] as const;
