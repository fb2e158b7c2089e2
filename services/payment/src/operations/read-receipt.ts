import type { PaymentReceipt } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { findOwn, type OwnPayment } from './read-payment.ts';

/**
 * The receipt of the caller's payment. Its number is the payment's id, so that it never changes; refunds are
 * on it once they are made. Throws payment_not_found, and state_conflict before the money was taken.
 */
export async function readReceipt(
  { store }: Pick<PaymentDependencies, 'store'>,
  own: OwnPayment,
): Promise<PaymentReceipt> {
  const payment = await findOwn(store, own);
  const { id, capturedAt, card } = payment;
  if (capturedAt === null) throw problem('state_conflict', 'The payment is not captured');
  const refunds = payment.refundedMinor === 0 ? [] : await store.listMadeRefunds(id);
  return {
    number: `R-${id.slice(id.indexOf('_') + 1)}`,
    paymentId: id,
    bookingId: payment.bookingId,
    method: payment.method,
    ...(card !== null && { card }),
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    capturedAt: capturedAt.toISOString(),
    refunds: refunds.map(({ refundMinor, at }) => ({ refundMinor, at: at.toISOString() })),
  };
}
