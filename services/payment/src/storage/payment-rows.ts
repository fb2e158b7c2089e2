import type { Deposit, PaymentFacts, PaymentMethod, PaymentState } from '@ticketing/contracts';
import type { PaymentRecord, VoidReason } from '../domain/payment-record.ts';

export interface PaymentRow {
  readonly id: string;
  readonly booking_id: string;
  readonly customer_id: string;
  readonly organizer_id: string;
  readonly idempotency_key: string;
  readonly method: PaymentMethod;
  readonly state: PaymentState;
  readonly amount_minor: number;
  readonly refund_asked_minor: number;
  readonly refunded_minor: number;
  readonly currency: string;
  readonly description: string;
  readonly stripe_intent_id: string | null;
  readonly pay_by: Date | null;
  readonly deposit: Deposit | null;
  readonly decline_code: string | null;
  readonly void_reason: VoidReason | null;
  readonly cancel_requested: boolean;
  readonly is_replaced: boolean;
  readonly booking_expires_at: Date;
  readonly checks: number;
  readonly attempt: number;
  readonly captured_at: Date | null;
  readonly card_brand: string | null;
  readonly card_last4: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly traceparent: string | null;
}

export const toRecord = (row: PaymentRow): PaymentRecord => ({
  id: row.id,
  bookingId: row.booking_id,
  customerId: row.customer_id,
  organizerId: row.organizer_id,
  idempotencyKey: row.idempotency_key,
  method: row.method,
  state: row.state,
  amountMinor: row.amount_minor,
  refundAskedMinor: row.refund_asked_minor,
  refundedMinor: row.refunded_minor,
  currency: row.currency,
  description: row.description,
  stripeIntentId: row.stripe_intent_id,
  payBy: row.pay_by,
  deposit: row.deposit,
  declineCode: row.decline_code,
  voidReason: row.void_reason,
  cancelRequested: row.cancel_requested,
  isReplaced: row.is_replaced,
  bookingExpiresAt: row.booking_expires_at,
  checks: row.checks,
  attempt: row.attempt,
  capturedAt: row.captured_at,
  card:
    row.card_brand === null || row.card_last4 === null
      ? null
      : { brand: row.card_brand, last4: row.card_last4 },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  traceparent: row.traceparent,
});

export const toFacts = (row: PaymentRow): PaymentFacts => ({
  bookingId: row.booking_id,
  paymentId: row.id,
  state: row.state,
  amountMinor: row.amount_minor,
  refundAskedMinor: row.refund_asked_minor,
  refundedMinor: row.refunded_minor,
  updatedAt: row.updated_at.toISOString(),
});
