import { type DataOf, paymentRefunded } from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import { runInSpan } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { attemptKey } from '../domain/attempt-key.ts';
import { keyHours } from '../domain/limits.ts';
import { refusedRefundSeconds, retrySeconds } from '../domain/pauses.ts';
import type { RefundRecord } from '../domain/refund-record.ts';
import { isAnswered, ProviderOutage, ProviderRefusal } from '../engines/payment-provider.ts';

export type RefundDependencies = Pick<
  PaymentDependencies,
  'store' | 'provider' | 'clock' | 'newId' | 'metrics' | 'logger'
>;

const batchMax = 50;
/** Of a refund that failed by an outage; how often is not counted. */
const triesBeforeRetry = 3;

/** Makes the refunds that are due, one after the other; true when more may be due already. */
export async function driveDueRefunds(dependencies: RefundDependencies): Promise<boolean> {
  const { store, clock } = dependencies;
  const due = await store.listDueRefunds(clock.now(), batchMax);
  for (const refund of due) {
    try {
      const span = { parent: refund.traceparent ?? undefined };
      await runInSpan('payment.refund', span, () => makeRefund(dependencies, refund));
    } catch (error) {
      await noteFailure(dependencies, refund, error);
    }
  }
  return due.length === batchMax;
}

async function makeRefund(dependencies: RefundDependencies, refund: RefundRecord): Promise<void> {
  const { store, clock, metrics } = dependencies;
  const stripeRefundId =
    (await findMadeRefund(dependencies, refund)) ?? (await askProvider(dependencies, refund));
  const finished = await store.finishRefund(refund.id, {
    stripeRefundId,
    at: clock.now(),
    messages: [refundedMessage(dependencies, refund)],
  });
  if (!finished) return;
  metrics.refunds.inc({ outcome: 'made' });
  metrics.refundedMinor.inc({ currency: refund.currency }, refund.refundMinor);
}

/**
 * A key alone does not make it one refund when another attempt has another key, or when the provider has
 * forgotten the key; then what was made is read first.
 */
async function findMadeRefund(
  { provider, clock }: RefundDependencies,
  { id, stripeIntentId, attempt, createdAt }: RefundRecord,
): Promise<string | undefined> {
  const isKeyFresh = clock.now().getTime() - createdAt.getTime() < keyHours * 3_600_000;
  if (attempt === 1 && isKeyFresh) return undefined;
  return provider.findRefund(stripeIntentId, id);
}

const askProvider = (
  { provider }: RefundDependencies,
  { id: refundId, stripeIntentId: intentId, refundMinor: amountMinor, attempt }: RefundRecord,
): Promise<string> =>
  provider.refund({ intentId, amountMinor, refundId }, attemptKey(refundId, attempt));

async function noteFailure(
  { store, clock, metrics, logger }: RefundDependencies,
  refund: RefundRecord,
  error: unknown,
): Promise<void> {
  metrics.refunds.inc({ outcome: 'failed' });
  logger.error({ err: error, refundId: refund.id }, 'not refunded yet; trying again');
  const asked = error instanceof ProviderOutage ? Number(error.extra?.retryAfterSeconds ?? 0) : 0;
  const isRefused = error instanceof ProviderRefusal;
  const seconds = isRefused
    ? refusedRefundSeconds(refund.attempt)
    : retrySeconds(triesBeforeRetry, asked);
  await store.postponeRefund(refund.id, {
    until: new Date(clock.now().getTime() + seconds * 1000),
    ...(isRefused && { failure: error.code }),
    ...(isAnswered(error) && { failedAttempt: refund.attempt }),
  });
}

const refundedMessage = (
  { newId, clock }: RefundDependencies,
  refund: RefundRecord,
): BusMessage => ({
  id: newId('message'),
  key: refund.bookingId,
  type: paymentRefunded.type,
  time: clock.now().toISOString(),
  data: {
    paymentId: refund.paymentId,
    bookingId: refund.bookingId,
    customerId: refund.customerId,
    cancellationId: refund.id,
    refundMinor: refund.refundMinor,
    currency: refund.currency,
    description: refund.description,
  } satisfies DataOf<typeof paymentRefunded>,
});
