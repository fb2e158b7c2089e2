import { confirmPayment } from '../domain/confirm-payment.ts';
import { stemOf } from '../ids.ts';
import { readExpansion } from '../rendering/expansion.ts';
import type { Call, Plan } from './plan.ts';
import { readEmail, readReturnUrl } from './read-contact.ts';
import { readMethodChoice, takeMethod } from './read-payment-method.ts';
import { requireClientSecret, requirePayment, toOutcome } from './to-outcome.ts';

/** POST /v1/payment_intents/:id/confirm, from a server or, with the client secret, a browser. */
export function confirmPaymentIntent({ parameters, id, isSecret }: Call): Plan {
  const choice = readMethodChoice(parameters, isSecret);
  const returnUrl = readReturnUrl(parameters);
  const receiptEmail = readEmail(parameters, 'receipt_email');
  const clientSecret = parameters.text('client_secret', 200);
  const expand = readExpansion(parameters.list('expand'), 'payment_intent');
  parameters.ignore('expected_payment_method_type', 'use_stripe_sdk', 'setup_future_usage');
  parameters.ignore('off_session', 'payment_method_options', 'mandate_data', 'radar_options');
  if (!isSecret) parameters.required('client_secret', clientSecret);
  parameters.finish();
  return {
    stem: stemOf(id),
    methodId: choice?.kind === 'saved' ? choice.id : null,
    expand,
    decide: (desk) => {
      const payment = requirePayment(desk, id);
      if (clientSecret !== null) requireClientSecret(payment, clientSecret);
      const method = choice && takeMethod(desk, choice);
      const command = { method, returnUrl, receiptEmail };
      return toOutcome(desk, confirmPayment(payment, command, desk.context));
    },
  };
}
