import {
  depositPollSecondsMax,
  pollSecondsFirst,
  pollSecondsMax,
  refusedRefundSecondsFirst,
  refusedRefundSecondsMax,
  retryAfterSecondsMax,
  retrySecondsFirst,
  retrySecondsMax,
} from './limits.ts';
import type { PaymentRecord } from './payment-record.ts';

const backOff = (secondsFirst: number, tries: number, secondsMax: number): number =>
  Math.min(secondsFirst * 2 ** Math.min(tries, 10), secondsMax);

/** Seconds until the next look at a payment that waits for its customer. */
export const pollSeconds = ({ checks, method }: Pick<PaymentRecord, 'checks' | 'method'>): number =>
  backOff(pollSecondsFirst, checks, method === 'card' ? pollSecondsMax : depositPollSecondsMax);

/** Seconds until a step that failed is tried again; `askedSeconds`: by whom it failed. */
export const retrySeconds = (tries: number, askedSeconds = 0): number =>
  Math.max(
    backOff(retrySecondsFirst, tries, retrySecondsMax),
    Math.min(askedSeconds, retryAfterSecondsMax),
  );

/** Seconds until a refund is tried again that the provider refused so often. */
export const refusedRefundSeconds = (attempt: number): number =>
  backOff(refusedRefundSecondsFirst, attempt - 1, refusedRefundSecondsMax);
