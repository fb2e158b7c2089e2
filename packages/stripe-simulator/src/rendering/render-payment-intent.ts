import { type Payment, type PaymentError, successfulCharge } from '../domain/payment.ts';
import { type Expansion, expandWith, noExpansion } from './expansion.ts';
import { renderPaymentMethod } from './render-card.ts';
import { renderCharge } from './render-charge.ts';
import { renderTransferInstructions } from './render-transfer.ts';

/** Stripe's PaymentIntent object. Source: https://docs.stripe.com/api/payment_intents/object */
export function renderPaymentIntent(
  payment: Payment,
  publicUrl: string,
  expand: Expansion = noExpansion,
) {
  const latestCharge = payment.charges.at(-1);
  return {
    ...renderPublicPaymentIntent(payment, publicUrl, expand),
    allowed_payment_method_types: payment.allowedMethodTypes,
    amount_capturable: capturableOf(payment),
    amount_details: { tip: {} },
    amount_received: payment.amountReceived,
    application: null,
    application_fee_amount: null,
    customer: null,
    customer_account: null,
    excluded_payment_method_types: null,
    latest_charge: latestCharge
      ? expandWith(expand, 'latest_charge', latestCharge.id, (inner) =>
          renderCharge(payment, latestCharge, inner),
        )
      : null,
    managed_payments: null,
    metadata: payment.metadata,
    on_behalf_of: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_record: null,
    review: null,
    statement_descriptor: payment.statementDescriptor,
    statement_descriptor_suffix: payment.statementDescriptorSuffix,
    transfer_data: null,
    transfer_group: payment.transferGroup,
  };
}

/** The part of a PaymentIntent that a browser sees, with its publishable key and client secret. */
export function renderPublicPaymentIntent(
  payment: Payment,
  publicUrl: string,
  expand: Expansion = noExpansion,
) {
  const method = payment.methodId === null ? undefined : payment.methods[payment.methodId];
  return {
    id: payment.id,
    object: 'payment_intent',
    amount: payment.amount,
    automatic_payment_methods: payment.automaticPaymentMethods && {
      allow_redirects: payment.automaticPaymentMethods.allowRedirects,
      enabled: true,
    },
    canceled_at: payment.canceledAt,
    cancellation_reason: payment.cancellationReason,
    capture_method: payment.captureMethod,
    client_secret: payment.clientSecret,
    confirmation_method: payment.confirmationMethod,
    created: payment.created,
    currency: payment.currency,
    description: payment.description,
    last_payment_error: payment.lastError && renderPaymentError(payment, payment.lastError),
    livemode: false,
    next_action: renderNextAction(payment, publicUrl),
    payment_method: method
      ? expandWith(expand, 'payment_method', method.id, () => renderPaymentMethod(method))
      : (payment.transfer?.methodId ?? null),
    payment_method_types: [payment.transfer === undefined ? 'card' : 'customer_balance'],
    processing: null,
    receipt_email: payment.receiptEmail,
    setup_future_usage: payment.setupFutureUsage,
    shipping: null,
    source: null,
    status: payment.status,
  };
}

function renderNextAction(payment: Payment, publicUrl: string) {
  const { nextAction, transfer } = payment;
  if (payment.status === 'requires_action' && transfer !== undefined) {
    return renderTransferInstructions(payment, transfer, publicUrl);
  }
  return (
    nextAction && {
      redirect_to_url: {
        return_url: nextAction.returnUrl,
        url: authenticationUrl(payment, nextAction.attempt, publicUrl),
      },
      type: 'redirect_to_url',
    }
  );
}

/** The page where the customer answers 3-D Secure. */
function authenticationUrl(payment: Payment, attempt: string, publicUrl: string): string {
  const query = new URLSearchParams({
    payment_intent: payment.id,
    payment_intent_client_secret: payment.clientSecret,
    source: attempt,
  });
  return `${publicUrl}/three-d-secure?${query}`;
}

function capturableOf(payment: Payment): number {
  return payment.status === 'requires_capture' ? (successfulCharge(payment)?.amount ?? 0) : 0;
}

function renderPaymentError(payment: Payment, error: PaymentError) {
  const method = payment.methods[error.methodId];
  return {
    ...(error.chargeId !== undefined && { charge: error.chargeId }),
    code: error.code,
    ...(error.declineCode !== undefined && { decline_code: error.declineCode }),
    doc_url: `https://stripe.com/docs/error-codes/${error.code.replaceAll('_', '-')}`,
    message: error.message,
    ...(method && { payment_method: renderPaymentMethod(method) }),
    type: error.type,
  };
}
