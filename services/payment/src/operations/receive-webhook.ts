import type { PaymentDependencies } from '../dependencies.ts';
import type { Intent } from '../domain/intent.ts';
import { newsSeconds } from '../domain/limits.ts';
import type { PaymentRecord } from '../domain/payment-record.ts';
import { oweAgain } from './failed-refunds.ts';

/**
 * Takes a webhook of Stripe: checks its signature, and notes in one write that the event was seen and that
 * its payment must be looked at: by the caller now, by the poller should this process die. Answers the payment,
 * and its intent when the event tells that the money was authorised; undefined for an event that was seen
 * before or is about nothing of ours. Throws webhook_signature_invalid.
 */
export async function receiveWebhook(
  { store, provider, clock }: Pick<PaymentDependencies, 'store' | 'provider' | 'clock'>,
  { body, signature }: { body: Buffer; signature: string },
): Promise<{ payment: PaymentRecord; authorised: Intent | undefined } | undefined> {
  const { eventId, intentId, authorised, failedRefund } = provider.readWebhook(body, signature);
  if (failedRefund !== undefined) await oweAgain({ store, clock }, failedRefund);
  if (intentId === undefined) return undefined;
  const at = clock.now();
  const dueAt = new Date(at.getTime() + newsSeconds * 1000);
  const payment = await store.noteWebhook({ eventId, intentId, at, dueAt });
  return payment && { payment, authorised };
}
