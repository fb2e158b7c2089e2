import type { PaymentDependencies } from '../dependencies.ts';
import { findPaymentByIntent, makePaymentDue } from '../storage/payments.ts';

/**
 * Takes a webhook of Stripe: checks its signature, and notes in one write that the event was seen and that
 * its payment must be looked at. Answers the payment to settle now; undefined for an event that was
 * seen before or is about nothing of ours. Throws webhook_signature_invalid.
 */
export async function receiveWebhook(
  { database, provider, clock }: Pick<PaymentDependencies, 'database' | 'provider' | 'clock'>,
  { body, signature }: { body: Buffer; signature: string },
): Promise<string | undefined> {
  const { eventId, intentId } = provider.readWebhook(body, signature);
  if (intentId === undefined) return undefined;
  return database.transaction(async (client) => {
    const [isNew] = await client.query(
      `insert into webhook_events (event_id, received_at) values ($1, $2)
       on conflict do nothing returning event_id`,
      [eventId, clock.now()],
    );
    if (isNew === undefined) return undefined;
    const payment = await findPaymentByIntent(client, intentId);
    return payment && makePaymentDue(client, { id: payment.id }, { at: clock.now() });
  });
}
