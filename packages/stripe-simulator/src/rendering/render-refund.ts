import type { Payment, Refund } from '../domain/payment.ts';

/** Stripe's Refund object. Source: https://docs.stripe.com/api/refunds/object */
export function renderRefund(payment: Payment, refund: Refund) {
  const charge = payment.charges.find(({ id }) => id === refund.chargeId);
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: null,
    charge: refund.chargeId,
    created: refund.created,
    currency: payment.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: {
        reference_status: refund.status === 'succeeded' ? 'pending' : 'unavailable',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    ...(refund.status === 'failed' && { failure_reason: 'expired_or_canceled_card' }),
    metadata: refund.metadata,
    payment_intent: payment.id,
    payment_method: charge?.methodId ?? null,
    ...(refund.status === 'pending' && { pending_reason: 'processing' }),
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  };
}
