import type { PaymentDependencies } from '../dependencies.ts';
import type { AskedRefund } from '../storage/payment-store.ts';

/**
 * Notes the refund that a cancellation asks for; the same cancellation twice is one refund. `refused`: more
 * than the payment would be asked back, or there is no such payment of that booking in that currency.
 */
export async function requestRefund(
  { store, clock }: Pick<PaymentDependencies, 'store' | 'clock'>,
  request: Omit<AskedRefund, 'at'>,
): Promise<'asked' | 'known' | 'refused' | 'nothing'> {
  if (request.refundMinor === 0) return 'nothing';
  return store.askRefund({ ...request, at: clock.now() });
}
