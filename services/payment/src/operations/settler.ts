import type { PaymentDependencies } from '../dependencies.ts';
import { listDuePayments } from '../storage/payments.ts';
import { driveDueRefunds } from './refund-cancellation.ts';
import { settlePayment } from './settle-payment.ts';

/** Settles payments, each by one call at a time, and polls for those that nobody told us about. */
export interface Settler {
  settle(paymentId: string): Promise<void>;
  /** Polls until closed. */
  start(): void;
  close(): Promise<void>;
}

const pollMs = 1000;
const batchMax = 50;
const atOnceMax = 8;

export function createSettler(dependencies: PaymentDependencies): Settler {
  const { database, clock, logger } = dependencies;
  const underWay = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let polling: Promise<void> | undefined;

  function settle(paymentId: string): Promise<void> {
    const known = underWay.get(paymentId);
    if (known !== undefined) return known;
    const settling = settlePayment(dependencies, paymentId).finally(() => {
      underWay.delete(paymentId);
    });
    underWay.set(paymentId, settling);
    return settling;
  }

  async function settleDue(): Promise<void> {
    const due = await listDuePayments(database, clock.now(), batchMax);
    for (let at = 0; at < due.length; at += atOnceMax) {
      await Promise.all(due.slice(at, at + atOnceMax).map(({ id }) => settle(id)));
    }
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await settleDue();
        await driveDueRefunds(dependencies);
      } catch (error) {
        logger.error({ err: error }, 'due payments could not be read');
      }
      await clock.sleep(pollMs, stopping.signal).catch(() => undefined);
    }
  }

  return {
    settle,
    start() {
      polling = poll();
    },
    async close() {
      stopping.abort();
      await polling;
      await Promise.allSettled(underWay.values());
    },
  };
}
