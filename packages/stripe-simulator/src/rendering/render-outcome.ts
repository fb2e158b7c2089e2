import { type Payment, type Refund, successfulCharge } from '../domain/payment.ts';
import type { StripeErrorFields } from '../domain/stripe-error.ts';
import type { Outcome } from '../storage/working-set.ts';
import { type Expansion, expandWith } from './expansion.ts';
import { renderPaymentMethod } from './render-card.ts';
import { renderCharge } from './render-charge.ts';
import { renderPaymentIntent, renderPublicPaymentIntent } from './render-payment-intent.ts';
import { renderRefund } from './render-refund.ts';

export interface View {
  readonly publicUrl: string;
  /** Whether the caller holds the secret key, and so may see everything. */
  readonly isSecret: boolean;
  readonly expand: Expansion;
}

export interface Reply {
  readonly status: number;
  readonly body: object;
}

export function renderOutcome(outcome: Outcome, view: View): Reply {
  switch (outcome.kind) {
    case 'payment_intent':
      return { status: 200, body: renderIntent(outcome.payment, view) };
    case 'payment_method':
      return { status: 200, body: renderPaymentMethod(outcome.method) };
    case 'refund': {
      const refund = outcome.payment.refunds.find(({ id }) => id === outcome.refundId);
      if (!refund) throw new Error(`The refund ${outcome.refundId} is not in its payment.`);
      return { status: 200, body: renderWholeRefund(outcome.payment, refund, view) };
    }
    case 'error':
      return renderError(outcome.status, outcome.error, outcome.payment, view);
  }
}

export function renderIntent(payment: Payment, view: View) {
  const render = view.isSecret ? renderPaymentIntent : renderPublicPaymentIntent;
  return render(payment, view.publicUrl, view.expand);
}

export function renderWholeRefund(payment: Payment, refund: Refund, view: View) {
  const { expand, publicUrl } = view;
  const charge = successfulCharge(payment);
  return {
    ...renderRefund(payment, refund),
    payment_intent: expandWith(expand, 'payment_intent', payment.id, (inside) =>
      renderPaymentIntent(payment, publicUrl, inside),
    ),
    charge: expandWith(expand, 'charge', refund.chargeId, (inside) =>
      charge ? renderCharge(payment, charge, inside) : refund.chargeId,
    ),
  };
}

/** Stripe's error object. Source: https://docs.stripe.com/api/errors */
export function renderError(
  status: number,
  error: StripeErrorFields,
  payment: Payment | undefined,
  view: View,
): Reply {
  const method = error.methodId === undefined ? undefined : payment?.methods[error.methodId];
  return {
    status,
    body: {
      error: {
        ...(error.chargeId !== undefined && { charge: error.chargeId }),
        ...(error.code !== undefined && {
          code: error.code,
          doc_url: `https://stripe.com/docs/error-codes/${error.code.replaceAll('_', '-')}`,
        }),
        ...(error.declineCode !== undefined && { decline_code: error.declineCode }),
        message: error.message,
        ...(error.param !== undefined && { param: error.param }),
        ...(payment && { payment_intent: renderIntent(payment, view) }),
        ...(method && { payment_method: renderPaymentMethod(method) }),
        type: error.type,
      },
    },
  };
}
