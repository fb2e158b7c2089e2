import { type Static, Type } from 'typebox';
import { Currency, Id, Instant, Localized, Minor, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';

/**
 * `created` (waiting for a card) -> `requires_action` (3-D Secure) -> `authorised` -> `captured`;
 * `created` -> `awaiting_deposit` (a virtual account was issued) -> `captured`;
 * -> `refunded` in part or whole; `failed` may be tried again; `voided` is the end without money.
 */
export const PaymentState = Type.Enum([
  'created',
  'requires_action',
  'awaiting_deposit',
  'authorised',
  'captured',
  'failed',
  'voided',
]);
export type PaymentState = Static<typeof PaymentState>;

export const PaymentMethod = Type.Enum(['card', 'virtual_account']);
export type PaymentMethod = Static<typeof PaymentMethod>;

/** Where to transfer the money to (무통장입금): an account of this payment alone. */
export const Deposit = Strict({
  bankName: Localized(40),
  accountNumber: Type.String({ maxLength: 40 }),
  accountHolder: Type.String({ maxLength: 80 }),
  dueAt: Instant,
});
export type Deposit = Static<typeof Deposit>;

export const Payment = Strict({
  id: Id('payment'),
  bookingId: Id('booking'),
  state: PaymentState,
  method: PaymentMethod,
  /** Of a virtual account, once it was issued. */
  deposit: Type.Optional(Deposit),
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
  /** What this installation takes; whether a performance takes deposits, its sale terms say. */
  methods: Type.Array(PaymentMethod),
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
  body: Strict({ bookingId: Id('booking'), method: Type.Optional(PaymentMethod) }),
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
    'inventory_unavailable',
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
/** What the receipt (영수증) says of the money; seats and names are the booking's. */
export const PaymentReceipt = Strict({
  /** Stable, shown to the customer: `R-` and the payment's id without its prefix. */
  number: Type.String(),
  paymentId: Id('payment'),
  bookingId: Id('booking'),
  method: PaymentMethod,
  /** Of a card. */
  card: Type.Optional(Strict({ brand: Type.String(), last4: Type.String() })),
  amountMinor: Minor,
  currency: Currency,
  capturedAt: Instant,
  refunds: Type.Array(Strict({ refundMinor: Minor, at: Instant })),
});
export type PaymentReceipt = Static<typeof PaymentReceipt>;
export const getReceipt = endpoint({
  service: 'payment',
  method: 'GET',
  path: '/payments/:paymentId/receipt',
  access: 'customer',
  summary: 'The receipt of a captured payment',
  params: Strict({ paymentId: Id('payment') }),
  status: 200,
  reply: PaymentReceipt,
  errors: ['payment_not_found', 'state_conflict'],
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
  getReceipt,
  receiveWebhook,
] as const;
