import type { Payment } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { freshSeconds } from '../domain/limits.ts';
import { isSettled, toPayment } from '../domain/payment-record.ts';
import { findPayment } from '../storage/payments.ts';
import type { Settler } from './settler.ts';

/**
 * The caller's payment. When it was not looked at lately Stripe is asked first, so that a customer who waits
 * on the page does not wait for a webhook that is late. Throws payment_not_found.
 */
export async function readPayment(
  { database, clock }: Pick<PaymentDependencies, 'database' | 'clock'>,
  settler: Settler,
  { paymentId, customerId }: { paymentId: string; customerId: string },
): Promise<Payment> {
  const payment = await findPayment(database, paymentId);
  if (payment === undefined || payment.customerId !== customerId)
    throw problem('payment_not_found');
  const ageMs = clock.now().getTime() - payment.updatedAt.getTime();
  if (isSettled(payment.state) || ageMs < freshSeconds * 1000) return toPayment(payment);
  await settler.settle(payment.id);
  return toPayment((await findPayment(database, payment.id)) ?? payment);
}
