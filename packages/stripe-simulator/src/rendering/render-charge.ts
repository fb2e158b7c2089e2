import type { Charge, Payment } from '../domain/payment.ts';
import { type Expansion, noExpansion } from './expansion.ts';
import { renderBilling, renderChargedCard } from './render-card.ts';
import { renderRefund } from './render-refund.ts';

/** Stripe's Charge object. Source: https://docs.stripe.com/api/charges/object */
export function renderCharge(payment: Payment, charge: Charge, expand: Expansion = noExpansion) {
  const method = payment.methods[charge.methodId];
  const refunds = payment.refunds.filter(({ chargeId }) => chargeId === charge.id);
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.amountCaptured,
    amount_refunded: charge.amountRefunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: renderBilling(method?.billing ?? {}),
    calculated_statement_descriptor: 'TICKETING PRO',
    captured: charge.captured,
    created: charge.created,
    currency: payment.currency,
    customer: null,
    description: payment.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: charge.failure?.code ?? null,
    failure_message: charge.failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: payment.metadata,
    on_behalf_of: null,
    outcome: renderOutcome(charge),
    paid: charge.status === 'succeeded',
    payment_intent: payment.id,
    payment_method: charge.methodId,
    payment_method_details: method
      ? renderChargedCard(method, charge)
      : { customer_balance: {}, type: 'customer_balance' },
    radar_options: {},
    receipt_email: payment.receiptEmail,
    receipt_number: null,
    receipt_url: null,
    refunded: charge.amountRefunded > 0 && charge.amountRefunded >= refundableOf(charge),
    ...(expand.has('refunds') && {
      refunds: {
        object: 'list',
        data: refunds.toReversed().map((refund) => renderRefund(payment, refund)),
        has_more: false,
        url: `/v1/charges/${charge.id}/refunds`,
      },
    }),
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: payment.statementDescriptor,
    statement_descriptor_suffix: payment.statementDescriptorSuffix,
    status: charge.status,
    transfer_data: null,
    transfer_group: payment.transferGroup,
  };
}

/** An authorisation that was given back counts as refunded too. */
function refundableOf(charge: Charge): number {
  return charge.captured ? charge.amountCaptured : charge.amount;
}

function renderOutcome(charge: Charge) {
  const { failure } = charge;
  if (!failure) {
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 20,
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  const blocked = failure.declineCode === 'fraudulent';
  return {
    advice_code: failure.declineCode === 'insufficient_funds' ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: blocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: blocked ? 'highest_risk_level' : failure.declineCode,
    risk_level: blocked ? 'highest' : 'normal',
    risk_score: blocked ? 92 : 20,
    seller_message: blocked
      ? 'Stripe blocked this payment as too risky.'
      : 'The bank declined the payment.',
    type: blocked ? 'blocked' : 'issuer_declined',
  };
}
