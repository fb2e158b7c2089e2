import type { Payment } from '../domain/payment.ts';
import type { EventRecord } from '../storage/working-set.ts';
import { renderCharge } from './render-charge.ts';
import { renderPaymentIntent } from './render-payment-intent.ts';
import { renderRefund } from './render-refund.ts';

/** The version of Stripe's API whose objects we render. */
export const API_VERSION = '2026-10-28.endive';

/**
 * Stripe's Event object: `payment` is the revision that the event tells of.
 * Source: https://docs.stripe.com/api/events/object
 */
export function renderEvent(
  event: EventRecord,
  payment: Payment,
  publicUrl: string,
  pendingWebhooks: number,
) {
  return {
    id: event.id,
    object: 'event',
    api_version: API_VERSION,
    created: event.created,
    data: { object: renderSubject(event, payment, publicUrl) },
    livemode: false,
    pending_webhooks: pendingWebhooks,
    request: { id: event.requestId, idempotency_key: event.idempotencyKey },
    type: event.type,
  };
}

function renderSubject(event: EventRecord, payment: Payment, publicUrl: string) {
  const charge = payment.charges.find(({ id }) => id === event.objectId);
  if (charge) return renderCharge(payment, charge);
  const refund = payment.refunds.find(({ id }) => id === event.objectId);
  if (refund) return renderRefund(payment, refund);
  return renderPaymentIntent(payment, publicUrl);
}
