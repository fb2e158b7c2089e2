import type { Deposit, PaymentFacts, PaymentState } from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import type { CardFace, PaymentRecord, VoidReason } from '../domain/payment-record.ts';
import type { RefundRecord } from '../domain/refund-record.ts';

export type NewPayment = Pick<
  PaymentRecord,
  | 'id'
  | 'bookingId'
  | 'customerId'
  | 'organizerId'
  | 'idempotencyKey'
  | 'method'
  | 'amountMinor'
  | 'currency'
  | 'description'
  | 'payBy'
  | 'bookingExpiresAt'
  | 'createdAt'
  | 'traceparent'
> & { readonly workDueAt: Date };

/** What the provider answered when the payment was begun. */
export interface OpenedIntent {
  readonly intentId: string;
  readonly at: Date;
  /** When the booking's hold runs out now. */
  readonly bookingExpiresAt: Date;
  /** An account was issued: the payment becomes `awaiting_deposit`. */
  readonly deposit?: Deposit;
  /** Saved with it when the payment moves. */
  readonly messages?: readonly BusMessage[];
}

export interface PaymentUpdate {
  readonly state: PaymentState;
  readonly at: Date;
  /** When to look again; null: all is done. */
  readonly workDueAt: Date | null;
  readonly declineCode?: string | null;
  readonly voidReason?: VoidReason;
  /**
   * The attempt that the provider answered with a failure, and would answer so again under the same keys. The
   * next one begins, unless somebody else began it before.
   */
  readonly failedAttempt?: number;
  /** Of a payment that becomes `captured`. */
  readonly card?: CardFace;
  /** Saved with it when it moves. */
  readonly messages?: readonly BusMessage[];
  /** With it all of the money is owed back that no refund was asked for. */
  readonly returnUnder?: string;
}

export interface AskedRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly bookingId: string;
  readonly refundMinor: number;
  readonly currency: string;
  readonly at: Date;
}

/** Money that is neither with us nor back, counted for the operators. */
export interface UnfinishedWork {
  readonly overdueSeconds: number;
  readonly authorisedOldestSeconds: number;
  readonly refundsPending: number;
  readonly refundOldestSeconds: number;
  /** Refunds that the provider refused at least once and that are not made yet. */
  readonly refundsRefused: number;
}

/**
 * Where payments are kept. Promises:
 * - What a method changes and the messages that tell of it are one write, or neither.
 * - What resolved survives a crash. Methods may run at the same time, in several processes.
 * - A booking has at most one payment that is not voided; a customer uses an idempotency key once.
 * - A captured or voided payment stays what it is; only its refunds go on.
 * - What was asked back of a payment is never more than the payment, whoever asks at the same time.
 * - A message is saved exactly when its payment or refund moved by this very call.
 */
export interface PaymentStore {
  /**
   * Saves a new payment in `created`; undefined, changing nothing, when the booking has a live payment or
   * the customer used the key before.
   */
  create(payment: NewPayment): Promise<PaymentRecord | undefined>;
  get(paymentId: string): Promise<PaymentRecord | undefined>;
  findByKey(customerId: string, key: string): Promise<PaymentRecord | undefined>;
  /** The booking's payment that is not voided. */
  findLive(bookingId: string): Promise<PaymentRecord | undefined>;
  /** Notes the provider's answer, the first one only; the end of the hold is noted each time. */
  noteIntent(paymentId: string, opened: OpenedIntent): Promise<PaymentRecord | undefined>;
  /** Notes how far the payment is; true when this call moved it to another state. */
  update(paymentId: string, update: PaymentUpdate): Promise<boolean>;
  /** Asks for another look at `at`, unless the payment is settled; `cancel`: its booking is over. */
  makeDueOfBooking(bookingId: string, due: { at: Date; cancel: boolean }): Promise<void>;
  /**
   * Asks for the end of the payment, without its booking's; undefined when it is settled, or its seats are
   * sold already.
   */
  replace(paymentId: string, at: Date): Promise<PaymentRecord | undefined>;
  /**
   * Notes that a webhook's event was seen and makes its payment due at `dueAt`, if it is not before. Undefined for an event that was seen
   * before, and for one about nothing of ours or about a payment that is settled.
   */
  noteWebhook(event: {
    eventId: string;
    intentId: string;
    at: Date;
    dueAt: Date;
  }): Promise<PaymentRecord | undefined>;
  /** Payments to look at, the longest due first. */
  listDue(now: Date, limit: number): Promise<readonly PaymentRecord[]>;

  /**
   * Notes a refund to be made. `known`: it was asked for before. `refused`, changing nothing: there is no
   * such payment of that booking in that currency, it is void, or more would be asked back than it is.
   */
  askRefund(refund: AskedRefund): Promise<'asked' | 'known' | 'refused'>;
  /** Refunds of captured payments to make, the longest due first. */
  listDueRefunds(now: Date, limit: number): Promise<readonly RefundRecord[]>;
  /** Notes that the provider made it; true for the one call that did. None for one that came back meanwhile. */
  finishRefund(
    refundId: string,
    made: { stripeRefundId: string; at: Date; messages: readonly BusMessage[] },
  ): Promise<boolean>;
  /**
   * `failure`: what the provider said when it refused. `failedAttempt`: the attempt that it answered to have
   * failed, and would so again under the same key; the next one follows, once however many heard the answer.
   */
  postponeRefund(
    refundId: string,
    to: { until: Date; failure?: string; failedAttempt?: number },
  ): Promise<void>;
  /**
   * A refund that the provider had made did not reach the customer: it is owed again, under another key.
   * `refundId`: ours, by which it is known when the provider's answer was not noted yet. Without effect when it
   * was told before, for one that is not ours, and when another was made since.
   */
  reopenRefund(
    failed: { stripeRefundId: string; refundId: string | undefined },
    to: { until: Date; failure: string },
  ): Promise<void>;
  /** Refunds that were made, oldest first. */
  listMadeRefunds(paymentId: string): Promise<readonly { refundMinor: number; at: Date }[]>;

  /** All payments of the bookings, voided ones too. */
  listFacts(bookingIds: readonly string[]): Promise<readonly PaymentFacts[]>;
  /** Captured payments in the order of their ids, after `afterId`. */
  listCaptured(page: { afterId: string; limit: number }): Promise<readonly PaymentFacts[]>;

  readUnfinishedWork(now: Date): Promise<UnfinishedWork>;
  /** Forgets events seen before, which nobody sends again. */
  forgetWebhooks(before: Date): Promise<void>;
  ping(): Promise<void>;
  /** Rejects while payments can be read and not written: a full disk. */
  pingWrites(): Promise<void>;
}
