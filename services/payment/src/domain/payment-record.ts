import type { Payment, PaymentState } from '@ticketing/contracts';

export type VoidReason = NonNullable<Payment['voidReason']>;

/** A payment as it is kept: our side of one Stripe PaymentIntent. */
export interface PaymentRecord {
  readonly id: string;
  readonly bookingId: string;
  readonly customerId: string;
  readonly organizerId: string;
  readonly idempotencyKey: string;
  readonly state: PaymentState;
  readonly amountMinor: number;
  readonly refundedMinor: number;
  readonly currency: string;
  readonly description: string;
  readonly stripeIntentId: string | null;
  readonly declineCode: string | null;
  readonly voidReason: VoidReason | null;
  readonly cancelRequested: boolean;
  readonly bookingExpiresAt: Date;
  readonly checks: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const isSettled = (state: PaymentState): boolean =>
  state === 'captured' || state === 'voided';

/** The payment as its owner sees it. */
export const toPayment = (record: PaymentRecord): Payment => ({
  id: record.id,
  bookingId: record.bookingId,
  state: record.state,
  amountMinor: record.amountMinor,
  refundedMinor: record.refundedMinor,
  currency: record.currency,
  ...(record.declineCode !== null && { declineCode: record.declineCode }),
  ...(record.voidReason !== null && { voidReason: record.voidReason }),
  updatedAt: record.updatedAt.toISOString(),
});
