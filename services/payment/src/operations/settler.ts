import type { Intent } from '../domain/intent.ts';
import type { PaymentRecord } from '../domain/payment-record.ts';
import { createFailedRefundsLook } from './failed-refunds.ts';
import { driveDueRefunds } from './refund-cancellation.ts';
import { settlePayment } from './settle-payment.ts';
import type { SettleDependencies } from './settlement-steps.ts';

/** Settles payments, each by one call at a time, and polls for those that nobody told us about. */
export interface Settler {
  /** Joins the call that is under way for this payment. */
  settle(payment: PaymentRecord): Promise<void>;
  /**
   * There is news of it: a call that is under way may have looked before, so another follows. `authorised`: the
   * intent as the news tells it, which saves a look.
   */
  settleAfterNews(payment: PaymentRecord, authorised?: Intent): Promise<void>;
  /** One round of what is due; true when more may be due already. */
  settleDue(): Promise<boolean>;
  /** Polls until closed. */
  start(): void;
  close(): Promise<void>;
}

const pollMs = 1000;
const batchMax = 50;
const atOnceMax = 8;

export function createSettler(dependencies: SettleDependencies): Settler {
  const { store, clock, logger } = dependencies;
  const lookForFailedRefunds = createFailedRefundsLook(dependencies);
  const underWay = new Map<string, Promise<void>>();
  const following = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let polling: Promise<void> | undefined;

  function settle(payment: PaymentRecord, authorised?: Intent): Promise<void> {
    const known = underWay.get(payment.id);
    if (known !== undefined) return known;
    const settling = settlePayment(dependencies, payment, authorised).finally(() => {
      underWay.delete(payment.id);
    });
    underWay.set(payment.id, settling);
    return settling;
  }

  function settleAfterNews(payment: PaymentRecord, authorised?: Intent): Promise<void> {
    const known = underWay.get(payment.id);
    if (known === undefined) return settle(payment, authorised);
    const next = following.get(payment.id) ?? settleAgain(payment.id, known, authorised);
    following.set(payment.id, next);
    return next;
  }

  async function settleAgain(
    paymentId: string,
    before: Promise<void>,
    authorised: Intent | undefined,
  ): Promise<void> {
    await before.catch(() => undefined);
    following.delete(paymentId);
    const payment = await store.get(paymentId);
    if (payment !== undefined) await settle(payment, authorised);
  }

  async function settleDue(): Promise<boolean> {
    const due = await store.listDue(clock.now(), batchMax);
    for (let at = 0; at < due.length; at += atOnceMax) {
      await Promise.all(due.slice(at, at + atOnceMax).map((payment) => settle(payment)));
    }
    const refunds = await driveDueRefunds(dependencies);
    return due.length === batchMax || refunds;
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      await lookForFailedRefunds();
      const isMoreDue = await settleDue().catch((error: unknown) => {
        logger.error({ err: error }, 'due payments could not be read');
        return false;
      });
      if (!isMoreDue) await clock.sleep(pollMs, stopping.signal).catch(() => undefined);
    }
  }

  return {
    settle,
    settleAfterNews,
    settleDue,
    start() {
      polling = poll();
    },
    async close() {
      stopping.abort();
      await polling;
      await Promise.allSettled([...underWay.values(), ...following.values()]);
    },
  };
}
