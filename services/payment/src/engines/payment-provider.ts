import type { PaymentMethod } from '@ticketing/contracts';
import { ApiError } from '@ticketing/service-kit';
import type { Intent } from '../domain/intent.ts';

export interface IntentToOpen {
  readonly id: string;
  readonly bookingId: string;
  readonly method: PaymentMethod;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
  /** Of a virtual account: until when the money must arrive. */
  readonly payBy: Date | null;
}

export interface RefundToMake {
  readonly intentId: string;
  readonly amountMinor: number;
  /** Ours, by which `findRefund` knows it again. */
  readonly refundId: string;
}

/**
 * Stripe, or the local server that speaks as Stripe: the same SDK, another address. Promises:
 * - Calls under one key have one effect and one answer, a failure included; a lost answer is had by
 *   asking again under the same key.
 * - Each call ends in time: ProviderOutage when the provider does not answer, is too busy, or says that the
 *   fault is its own; ProviderRefusal when it understood and will not.
 */
export interface PaymentProvider {
  /**
   * Begins to take the money: a card's with capture on demand, a virtual account's with an account that
   * takes this amount alone, until `payBy`.
   */
  createIntent(payment: IntentToOpen, key: string): Promise<Intent>;
  getIntent(intentId: string): Promise<Intent>;
  /** Takes the authorised money, all of it. */
  capture(intentId: string, key: string): Promise<Intent>;
  /** From then on it takes no money, and authorised money goes back to the card. */
  cancel(intentId: string, key: string): Promise<Intent>;
  /** Answers the provider's id of the refund. */
  refund(refund: RefundToMake, key: string): Promise<string>;
  /** The provider's id of our refund; undefined when it has none that stands. */
  findRefund(intentId: string, refundId: string): Promise<string | undefined>;
  /** The refunds that failed since then, as far back as the provider keeps its events. */
  listFailedRefunds(since: Date): Promise<readonly FailedRefund[]>;
  /**
   * The intent that a signed webhook tells of; undefined for an event about anything else. Throws
   * webhook_signature_invalid.
   */
  readWebhook(body: Buffer, signature: string): WebhookNews;
  ping(): Promise<void>;
}

export interface WebhookNews {
  readonly eventId: string;
  readonly intentId: string | undefined;
  /** As it was at the event, when its money was authorised then. It may have moved on since. */
  readonly authorised: Intent | undefined;
  readonly failedRefund?: FailedRefund;
}

/** A refund that the provider had made and that did not reach the customer. */
export interface FailedRefund {
  /** The provider's. */
  readonly id: string;
  /** Ours; undefined for one that somebody else made. */
  readonly refundId: string | undefined;
  readonly reason: string;
}

/** The provider does not answer, or says that the fault is its own. Callers hear so and try later. */
export class ProviderOutage extends ApiError {
  /** It did answer: the same key would bring the same answer again. */
  readonly isAnswered: boolean;

  constructor({ isAnswered, retryAfterSeconds, cause }: OutageDetails = {}) {
    const extra = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
    super('payment_provider_unavailable', undefined, extra, { cause });
    this.isAnswered = isAnswered ?? false;
  }
}

interface OutageDetails {
  readonly isAnswered?: boolean;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** The provider understood and will not: `code` is its own, such as `charge_already_refunded`. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`the payment provider refuses: ${code}`, { cause });
    this.code = code;
  }
}

/** Whether another attempt needs another key, as the same one would bring the same answer again. */
export const isAnswered = (error: unknown): boolean =>
  error instanceof ProviderRefusal || (error instanceof ProviderOutage && error.isAnswered);
