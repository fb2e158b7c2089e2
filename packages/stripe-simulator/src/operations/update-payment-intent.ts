import { updatePayment } from '../domain/update-payment.ts';
import { stemOf } from '../ids.ts';
import { readExpansion } from '../rendering/expansion.ts';
import type { Call, Plan } from './plan.ts';
import { readAmount } from './read-amount.ts';
import { readEmail } from './read-contact.ts';
import { readMethodChoice, takeMethod } from './read-payment-method.ts';
import { requirePayment, toOutcome } from './to-outcome.ts';

/** POST /v1/payment_intents/:id */
export function updatePaymentIntent({ parameters, id, isSecret }: Call): Plan {
  const choice = readMethodChoice(parameters, isSecret);
  const fields = {
    amount: readAmount(parameters),
    description: parameters.text('description', 1000),
    receiptEmail: readEmail(parameters, 'receipt_email'),
    metadata: parameters.metadata(),
  };
  const expand = readExpansion(parameters.list('expand'), 'payment_intent');
  parameters.finish();
  return {
    stem: stemOf(id),
    methodId: choice?.kind === 'saved' ? choice.id : null,
    expand,
    decide: (desk) => {
      const payment = requirePayment(desk, id);
      const method = choice && takeMethod(desk, choice);
      return toOutcome(desk, updatePayment(payment, { ...fields, method }));
    },
  };
}
