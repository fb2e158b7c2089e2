import type { Deposit, Payment, PaymentMethod, PaymentState } from '@ticketing/contracts';

export type VoidReason = NonNullable<Payment['voidReason']>;

/** What a receipt says of a card. */
export interface CardFace {
  readonly brand: string;
  readonly last4: string;
}

/** A payment as it is kept: our side of one Stripe PaymentIntent. */
export interface PaymentRecord {
  readonly id: string;
  readonly bookingId: string;
  readonly customerId: string;
  readonly organizerId: string;
  readonly idempotencyKey: string;
  readonly method: PaymentMethod;
  readonly state: PaymentState;
  readonly amountMinor: number;
  /** Of refunds that were asked for, made or not; never more than the payment. */
  readonly refundAskedMinor: number;
  readonly refundedMinor: number;
  readonly currency: string;
  readonly description: string;
  /** Null between our row and Stripe's answer: it is asked for again under the same key. */
  readonly stripeIntentId: string | null;
  /** Of a virtual account: until when the money must arrive. */
  readonly payBy: Date | null;
  readonly deposit: Deposit | null;
  readonly declineCode: string | null;
  readonly voidReason: VoidReason | null;
  readonly cancelRequested: boolean;
  /** The customer chose another method: it ends without its booking. */
  readonly isReplaced: boolean;
  readonly bookingExpiresAt: Date;
  /** Looks at the provider, for the pause before the next. */
  readonly checks: number;
  /** Counts from 1 how often the provider answered that it failed: part of the keys of its calls. */
  readonly attempt: number;
  readonly capturedAt: Date | null;
  readonly card: CardFace | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** W3C `traceparent` of the booking's request; whoever settles it later joins that trace. */
  readonly traceparent: string | null;
}

export const isSettled = (state: PaymentState): boolean =>
  state === 'captured' || state === 'voided';

/** The payment as its owner sees it. */
export const toPayment = (record: PaymentRecord): Payment => ({
  id: record.id,
  bookingId: record.bookingId,
  state: record.state,
  method: record.method,
  ...(record.deposit !== null && { deposit: record.deposit }),
  amountMinor: record.amountMinor,
  refundedMinor: record.refundedMinor,
  currency: record.currency,
  ...(record.declineCode !== null && { declineCode: record.declineCode }),
  ...(record.voidReason !== null && { voidReason: record.voidReason }),
  updatedAt: record.updatedAt.toISOString(),
});
