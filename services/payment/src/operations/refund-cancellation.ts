import { paymentRefunded } from '@ticketing/contracts';
import { insertOutbox } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { pollSecondsFirst } from '../domain/limits.ts';
import { findPayment } from '../storage/payments.ts';
import {
  finishRefund,
  insertRefund,
  listDueRefunds,
  postponeRefund,
  type RefundRow,
} from '../storage/refunds.ts';

const batchMax = 50;

/** Notes the refund that a cancellation asks for; the same cancellation twice is one refund. */
export async function requestRefund(
  { database, clock }: Pick<PaymentDependencies, 'database' | 'clock'>,
  request: { cancellationId: string; paymentId: string; refundMinor: number },
): Promise<void> {
  if (request.refundMinor === 0) return;
  await insertRefund(database, {
    id: request.cancellationId,
    paymentId: request.paymentId,
    refundMinor: request.refundMinor,
    at: clock.now(),
  });
}

/** Makes the refunds that are due; Stripe's idempotency key is the cancellation's id. */
export async function driveDueRefunds(dependencies: PaymentDependencies): Promise<void> {
  const { database, clock, logger } = dependencies;
  for (const refund of await listDueRefunds(database, clock.now(), batchMax)) {
    try {
      await makeRefund(dependencies, refund);
    } catch (error) {
      logger.error({ err: error, refundId: refund.id }, 'not refunded yet; trying again');
      const until = new Date(clock.now().getTime() + pollSecondsFirst * 1000);
      await postponeRefund(database, refund.id, until);
    }
  }
}

async function makeRefund(dependencies: PaymentDependencies, refund: RefundRow): Promise<void> {
  const { database, provider, clock, newId, metrics } = dependencies;
  const payment = await findPayment(database, refund.payment_id);
  if (payment?.stripeIntentId == null) throw new Error(`refund ${refund.id} has no payment`);
  const stripeRefundId = await provider.refund({
    intentId: payment.stripeIntentId,
    amountMinor: refund.refund_minor,
    key: refund.id,
  });
  const finished = await database.transaction(async (client) => {
    if (!(await finishRefund(client, refund, stripeRefundId))) return false;
    await insertOutbox(client, {
      id: newId('message'),
      key: payment.bookingId,
      type: paymentRefunded.type,
      time: clock.now().toISOString(),
      data: {
        paymentId: payment.id,
        bookingId: payment.bookingId,
        customerId: payment.customerId,
        cancellationId: refund.id,
        refundMinor: refund.refund_minor,
        currency: payment.currency,
        description: payment.description,
      },
    });
    return true;
  });
  if (finished) metrics.refundedMinor.inc({ currency: payment.currency }, refund.refund_minor);
}
