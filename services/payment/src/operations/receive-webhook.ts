import type { PaymentDependencies } from '../dependencies.ts';

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
  const [payment] = await database.query<{ id: string }>(
    `with seen as (
       insert into webhook_events (event_id, received_at) values ($1, $2)
       on conflict do nothing returning event_id)
     update payments set work_due_at = $2
     where stripe_intent_id = $3 and state not in ('captured', 'voided')
       and exists (select from seen)
     returning id`,
    [eventId, clock.now(), intentId],
  );
  return payment?.id;
}
