import type { Payment, PaymentEventType, PaymentMethod } from '../domain/payment.ts';
import type { StripeErrorFields } from '../domain/stripe-error.ts';

/** What a write answers. The same outcome always renders to the same reply. */
export type Outcome =
  | { readonly kind: 'payment_intent'; readonly payment: Payment }
  | { readonly kind: 'refund'; readonly payment: Payment; readonly refundId: string }
  | { readonly kind: 'payment_method'; readonly method: PaymentMethod }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly error: StripeErrorFields;
      readonly payment?: Payment;
    };

/** An outcome as saved: the payment is a reference to one of its revisions. */
export type SavedOutcome =
  | Exclude<Outcome, { payment?: Payment }>
  | (DistributiveOmit<Extract<Outcome, { payment?: Payment }>, 'payment'> & {
      readonly at?: { readonly stem: string; readonly revision: number };
    });
type DistributiveOmit<Type, Key extends PropertyKey> = Type extends unknown
  ? Omit<Type, Key>
  : never;

export interface SavedAnswer {
  readonly key: string;
  readonly endpoint: string;
  readonly fingerprint: string;
  readonly requestId: string;
  readonly outcome: SavedOutcome;
}

export interface EventRecord {
  readonly id: string;
  readonly type: PaymentEventType;
  readonly stem: string;
  readonly revision: number;
  readonly objectId: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}

/** All that a batch of writes decides on, and what it changes. */
export interface WorkingSet {
  readonly payments: Map<string, Payment>;
  readonly methods: Map<string, PaymentMethod>;
  readonly answers: Map<string, SavedAnswer>;
  readonly changes: Changes;
}

export interface Changes {
  readonly revisions: Payment[];
  readonly methods: PaymentMethod[];
  readonly refunds: RefundEntry[];
  readonly accounts: AccountEntry[];
  readonly events: EventRecord[];
  readonly answers: SavedAnswer[];
}

export interface RefundEntry {
  readonly id: string;
  readonly stem: string;
  /** When it ends, in milliseconds since 1970; null when it has ended. */
  readonly endsAt: number | null;
}

export interface AccountEntry {
  readonly accountNumber: string;
  readonly stem: string;
  /** When it closes, in milliseconds since 1970. */
  readonly endsAt: number;
}

/** The keys of what a batch has to know. */
export interface Wanted {
  readonly stems: readonly string[];
  readonly methodIds: readonly string[];
  readonly answerKeys: readonly string[];
}

export function saveOutcome(outcome: Outcome): SavedOutcome {
  if (outcome.kind === 'payment_method') return outcome;
  const { payment, ...rest } = outcome;
  return payment ? { ...rest, at: { stem: payment.stem, revision: payment.revision } } : rest;
}

/** `payment` is the revision that the saved outcome refers to. */
export function restoreOutcome(saved: SavedOutcome, payment: Payment | null): Outcome {
  if (saved.kind === 'payment_method') return saved;
  if (saved.kind === 'error') {
    const { at: _reference, ...error } = saved;
    return payment ? { ...error, payment } : error;
  }
  if (!payment) throw new Error(`A saved outcome refers to a payment that is not there.`);
  return saved.kind === 'refund'
    ? { kind: 'refund', payment, refundId: saved.refundId }
    : { kind: 'payment_intent', payment };
}
