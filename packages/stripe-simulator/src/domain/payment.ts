import type { BankTransfer } from './bank-transfer.ts';
import type { CardBehaviour } from './card-behaviour.ts';

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';
type CaptureMethod = 'automatic' | 'automatic_async' | 'manual';
export type CancellationReason =
  | 'abandoned'
  | 'automatic'
  | 'duplicate'
  | 'fraudulent'
  | 'requested_by_customer';
export type RefundReason = 'duplicate' | 'fraudulent' | 'requested_by_customer';
export type Metadata = Readonly<Record<string, string>>;

export interface BillingDetails {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly address?: Readonly<Record<string, string>>;
}

/** A card as we keep it: never its number or security code. */
export interface PaymentMethod {
  readonly id: string;
  readonly created: number;
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly country: string;
  readonly billing: BillingDetails;
  readonly metadata: Metadata;
  readonly behaviour: CardBehaviour;
}

/** Why the last attempt to pay failed, in Stripe's terms. */
export interface PaymentError {
  readonly type: 'card_error' | 'invalid_request_error';
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
  readonly chargeId?: string;
  readonly methodId: string;
}

export interface Charge {
  readonly id: string;
  readonly amount: number;
  readonly amountCaptured: number;
  readonly amountRefunded: number;
  readonly captured: boolean;
  readonly created: number;
  readonly methodId: string;
  readonly status: 'succeeded' | 'failed';
  readonly authenticated: boolean;
  readonly failure?: {
    readonly code: string;
    readonly declineCode: string;
    readonly message: string;
  };
}

export interface Refund {
  readonly id: string;
  readonly amount: number;
  readonly chargeId: string;
  readonly created: number;
  readonly reason: RefundReason | null;
  readonly status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  readonly metadata: Metadata;
}

/** One request for 3-D Secure, and where the customer goes afterwards. */
interface AuthenticationAttempt {
  readonly attempt: string;
  readonly returnUrl: string | null;
}

/** A payment intent with its charges and refunds: what is decided and saved as one. */
export interface Payment {
  readonly stem: string;
  /** Counts the changes from 1. */
  readonly revision: number;
  readonly id: string;
  readonly clientSecret: string;
  /** In the currency's smallest unit. */
  readonly amount: number;
  /** ISO 4217, lower case as Stripe has it. */
  readonly currency: string;
  readonly amountReceived: number;
  readonly captureMethod: CaptureMethod;
  readonly confirmationMethod: 'automatic' | 'manual';
  readonly status: IntentStatus;
  /** Seconds since 1970. */
  readonly created: number;
  readonly canceledAt: number | null;
  readonly cancellationReason: CancellationReason | null;
  readonly description: string | null;
  readonly receiptEmail: string | null;
  readonly statementDescriptor: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly transferGroup: string | null;
  readonly setupFutureUsage: 'on_session' | 'off_session' | null;
  readonly metadata: Metadata;
  /** The types that the caller allowed; null when he left them to Stripe. */
  readonly allowedMethodTypes: readonly string[] | null;
  /** Null when the caller named the types. */
  readonly automaticPaymentMethods: { readonly allowRedirects: 'always' | 'never' } | null;
  readonly methodId: string | null;
  readonly methods: Readonly<Record<string, PaymentMethod>>;
  /** Absent: it is paid by card. */
  readonly transfer?: BankTransfer;
  readonly nextAction: AuthenticationAttempt | null;
  /** The last one that the customer answered, so that a repeated answer finds its way back. */
  readonly answeredAction: AuthenticationAttempt | null;
  readonly lastError: PaymentError | null;
  readonly charges: readonly Charge[];
  readonly refunds: readonly Refund[];
}

export type PaymentEventType =
  | 'payment_intent.created'
  | 'payment_intent.requires_action'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.payment_failed'
  | 'payment_intent.succeeded'
  | 'payment_intent.canceled'
  | 'charge.succeeded'
  | 'charge.failed'
  | 'charge.captured'
  | 'charge.refunded'
  | 'refund.created'
  | 'refund.updated'
  | 'refund.failed';

export interface PaymentEvent {
  readonly type: PaymentEventType;
  /** The payment intent, charge or refund that it is about. */
  readonly objectId: string;
}

/** What a move needs from outside. */
export interface MoveContext {
  /** Seconds since 1970. */
  readonly now: number;
  readonly newId: {
    charge(stem: string): string;
    refund(): string;
    authenticationAttempt(): string;
  };
}

/** A payment after a move, what to announce, and the refusal when the move itself succeeded in failing. */
export interface Move {
  readonly payment: Payment;
  readonly events: readonly PaymentEvent[];
  readonly error?: PaymentError;
}

/** The charge that holds or took the money; undefined when none did. */
export function successfulCharge(payment: Payment): Charge | undefined {
  return payment.charges.findLast((charge) => charge.status === 'succeeded');
}

/** Adds and replaces keys; an empty text removes its key. */
export function mergeMetadata(present: Metadata, changes: Metadata): Metadata {
  const merged = Object.entries({ ...present, ...changes });
  return Object.fromEntries(merged.filter(([, value]) => value !== ''));
}

export function replaceCharge(payment: Payment, changed: Charge): readonly Charge[] {
  return payment.charges.map((charge) => (charge.id === changed.id ? changed : charge));
}
