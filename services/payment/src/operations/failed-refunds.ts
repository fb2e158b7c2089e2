import type { PaymentDependencies } from '../dependencies.ts';
import {
  failedRefundsLookSeconds,
  failedRefundsOverlapSeconds,
  failedRefundsRetrySeconds,
  providerEventDays,
} from '../domain/limits.ts';
import { refusedRefundSeconds } from '../domain/pauses.ts';
import type { FailedRefund } from '../engines/payment-provider.ts';

type Dependencies = Pick<PaymentDependencies, 'store' | 'provider' | 'clock' | 'logger'>;

/** The money came back to us, so it is owed again; told twice it is owed once. */
export async function oweAgain(
  { store, clock }: Pick<Dependencies, 'store' | 'clock'>,
  { id: stripeRefundId, refundId, reason: failure }: FailedRefund,
): Promise<void> {
  const until = new Date(clock.now().getTime() + refusedRefundSeconds(1) * 1000);
  await store.reopenRefund({ stripeRefundId, refundId }, { until, failure });
}

/**
 * Finds the failed refunds whose webhooks never came, which Stripe gives up after three days: the first call
 * of a process reads what the provider kept of the last 30 days, and one an hour what came since. Others do
 * nothing. Never rejects; what failed is tried again.
 */
export function createFailedRefundsLook(dependencies: Dependencies): () => Promise<void> {
  const { provider, clock, logger } = dependencies;
  const nowSeconds = () => clock.now().getTime() / 1000;
  let since = nowSeconds() - providerEventDays * 86_400;
  let dueAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = nowSeconds();
    if (now < dueAt) return;
    try {
      for (const refund of await provider.listFailedRefunds(new Date(since * 1000))) {
        await oweAgain(dependencies, refund);
      }
      since = now - failedRefundsOverlapSeconds;
      dueAt = now + failedRefundsLookSeconds;
    } catch (error) {
      dueAt = now + failedRefundsRetrySeconds;
      logger.warn({ err: error }, 'failed refunds could not be looked for; trying again');
    }
  };
}
