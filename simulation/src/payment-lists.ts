import type {
  PaymentRecord,
  PaymentStore,
  RefundRecord,
  UnfinishedWork,
} from '@ticketing/payment-service/simulation';
import type { KeptRefund } from './payment-table.ts';

/** The longest due first; nothing is due without a time. */
export function due<Kept>(
  all: Iterable<Kept>,
  now: Date,
  dueAtMsOf: (kept: Kept) => number | null | undefined,
): Kept[] {
  const atMs = (kept: Kept) => dueAtMsOf(kept) ?? Number.POSITIVE_INFINITY;
  return [...all].filter((kept) => atMs(kept) <= +now).sort((a, b) => atMs(a) - atMs(b));
}

/** Undefined while its payment is not captured. */
export function withPayment(
  { id, paymentId, refundMinor, attempt, createdAt }: KeptRefund,
  payment: PaymentRecord | undefined,
): RefundRecord | undefined {
  if (payment?.state !== 'captured' || payment.stripeIntentId === null) return undefined;
  const { stripeIntentId, bookingId, customerId, currency, description, traceparent } = payment;
  return {
    ...{ id, paymentId, refundMinor, attempt, createdAt },
    ...{ stripeIntentId, bookingId, customerId, currency, description, traceparent },
  };
}

/** What people and other services read of payments and refunds. */
export function createReports(
  payments: ReadonlyMap<string, PaymentRecord>,
  refunds: ReadonlyMap<string, KeptRefund>,
  dueAtMs: ReadonlyMap<string, number | null>,
) {
  const secondsSince = (now: Date, times: readonly number[]): number =>
    times.length === 0 ? 0 : Math.max(0, (+now - Math.min(...times)) / 1000);
  return {
    listMadeRefunds: (paymentId: string) =>
      [...refunds.values()]
        .filter((refund) => refund.paymentId === paymentId)
        .flatMap(({ refundMinor, madeAt }) => (madeAt ? [{ refundMinor, at: madeAt }] : []))
        .sort((a, b) => +a.at - +b.at),
    listFacts: (bookingIds: readonly string[]) =>
      [...payments.values()].filter(({ bookingId }) => bookingIds.includes(bookingId)).map(toFacts),
    listCaptured: ({ afterId, limit }: { afterId: string; limit: number }) =>
      [...payments.values()]
        .filter(({ id, state }) => state === 'captured' && id > afterId)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(toFacts),
    readUnfinishedWork(now: Date): UnfinishedWork {
      const open = [...payments.values()].filter(({ id }) => dueAtMs.get(id) !== null);
      const owed = [...refunds.values()].filter(({ workDueAtMs }) => workDueAtMs !== null);
      const authorised = open.filter(({ state }) => state === 'authorised');
      return {
        overdueSeconds: secondsSince(
          now,
          open.map(({ id }) => Number(dueAtMs.get(id))),
        ),
        authorisedOldestSeconds: secondsSince(
          now,
          authorised.map(({ createdAt }) => +createdAt),
        ),
        refundsPending: owed.length,
        refundOldestSeconds: secondsSince(
          now,
          owed.map(({ createdAt }) => +createdAt),
        ),
        refundsRefused: owed.filter(({ failure }) => failure !== undefined).length,
      };
    },
  };
}

type Facts = Awaited<ReturnType<PaymentStore['listFacts']>>[number];

const toFacts = (payment: PaymentRecord): Facts => ({
  bookingId: payment.bookingId,
  paymentId: payment.id,
  state: payment.state,
  amountMinor: payment.amountMinor,
  refundAskedMinor: payment.refundAskedMinor,
  refundedMinor: payment.refundedMinor,
  updatedAt: payment.updatedAt.toISOString(),
});
