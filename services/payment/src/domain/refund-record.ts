/** A refund that is owed, with what its payment says of it. Its id is the cancellation's. */
export interface RefundRecord {
  readonly id: string;
  readonly paymentId: string;
  readonly refundMinor: number;
  /** Counts from 1 how often the provider answered that it failed: part of the refund's key. */
  readonly attempt: number;
  readonly createdAt: Date;
  readonly stripeIntentId: string;
  readonly bookingId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly description: string;
  readonly traceparent: string | null;
}
