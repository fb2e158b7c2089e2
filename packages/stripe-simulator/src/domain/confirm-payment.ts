import { authoriseCharge } from './authorise-charge.ts';
import type { Move, MoveContext, Payment, PaymentMethod } from './payment.ts';
import { invalidRequest, unexpectedState } from './stripe-error.ts';

export interface ConfirmCommand {
  /** Null to use the method that the payment has already. */
  readonly method: PaymentMethod | null;
  readonly returnUrl: string | null;
  readonly receiptEmail: string | null;
}

/**
 * Tries to authorise the payment with a card: ends in requires_action, requires_capture, succeeded,
 * or, with `error`, in requires_payment_method. Throws payment_intent_unexpected_state (400) when
 * it was authorised or canceled before, and when there is no card.
 */
export function confirmPayment(
  payment: Payment,
  command: ConfirmCommand,
  context: MoveContext,
): Move {
  requireConfirmable(payment);
  requireCard(payment);
  const method = command.method ?? currentMethod(payment);
  if (!method) {
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can " +
        'either update the PaymentIntent with a payment method and then confirm it again, or ' +
        'confirm it again directly with a payment method or ConfirmationToken.',
      payment,
    );
  }
  requireReturnUrl(payment, command.returnUrl);
  const prepared: Payment = {
    ...payment,
    methodId: method.id,
    methods: { ...payment.methods, [method.id]: method },
    receiptEmail: command.receiptEmail ?? payment.receiptEmail,
    nextAction: null,
  };
  if (!method.behaviour.authenticate) return authoriseCharge(prepared, method, false, context);
  return {
    payment: {
      ...prepared,
      status: 'requires_action',
      lastError: null,
      nextAction: {
        attempt: context.newId.authenticationAttempt(),
        returnUrl: command.returnUrl,
      },
    },
    events: [{ type: 'payment_intent.requires_action', objectId: payment.id }],
  };
}

function requireConfirmable(payment: Payment): void {
  switch (payment.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action':
      return;
    case 'canceled':
      throw unexpectedState(
        'You cannot confirm this PaymentIntent because it has a status of canceled. Only a ' +
          'PaymentIntent with one of the following statuses may be confirmed: ' +
          'requires_confirmation, requires_action.',
        payment,
      );
    case 'requires_capture':
      throw unexpectedState(
        'You cannot confirm this PaymentIntent because it has already been authorized after ' +
          'being previously confirmed.',
        payment,
      );
    case 'succeeded':
      throw unexpectedState(
        'You cannot confirm this PaymentIntent because it has already succeeded after being ' +
          'previously confirmed.',
        payment,
      );
  }
}

function requireCard(payment: Payment): void {
  if (payment.transfer === undefined) return;
  throw unexpectedState('This PaymentIntent waits for a bank transfer.', payment);
}

function currentMethod(payment: Payment): PaymentMethod | null {
  return payment.methodId === null ? null : (payment.methods[payment.methodId] ?? null);
}

/** Source: https://docs.stripe.com/payments/payment-intents/upgrade-to-api-version-2023-08-16 */
function requireReturnUrl(payment: Payment, returnUrl: string | null): void {
  if (returnUrl !== null || payment.automaticPaymentMethods?.allowRedirects !== 'always') return;
  throw invalidRequest(
    'This PaymentIntent is configured to accept payment methods that might redirect your ' +
      'customer off of your page, so you must provide a `return_url`. To accept none that ' +
      'redirect, create it with `automatic_payment_methods[allow_redirects]` set to `never`, or ' +
      'with `allowed_payment_method_types`.',
    { param: 'return_url' },
  );
}
