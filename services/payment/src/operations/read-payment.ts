import type { Payment } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { freshSeconds } from '../domain/limits.ts';
import { isSettled, type PaymentRecord, toPayment } from '../domain/payment-record.ts';
import type { Settler } from './settler.ts';

export interface OwnPayment {
  readonly paymentId: string;
  readonly customerId: string;
}

/**
 * The caller's payment. When it was not looked at lately Stripe is asked first, so that a customer who waits
 * on the page does not wait for a webhook that is late. Throws payment_not_found.
 */
export async function readPayment(
  { store, clock }: Pick<PaymentDependencies, 'store' | 'clock'>,
  settler: Pick<Settler, 'settle'>,
  own: OwnPayment,
): Promise<Payment> {
  const payment = await findOwn(store, own);
  const ageMs = clock.now().getTime() - payment.updatedAt.getTime();
  if (isSettled(payment.state) || ageMs < freshSeconds * 1000) return toPayment(payment);
  await settler.settle(payment);
  return toPayment((await store.get(payment.id)) ?? payment);
}

/** Another one's payment does not exist for the caller: throws payment_not_found. */
export async function findOwn(
  store: PaymentDependencies['store'],
  { paymentId, customerId }: OwnPayment,
): Promise<PaymentRecord> {
  const payment = await store.get(paymentId);
  if (payment?.customerId !== customerId) throw problem('payment_not_found');
  return payment;
}
