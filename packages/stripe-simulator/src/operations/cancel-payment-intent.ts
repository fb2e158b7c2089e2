import { cancelPayment } from '../domain/cancel-payment.ts';
import { stemOf } from '../ids.ts';
import { readExpansion } from '../rendering/expansion.ts';
import type { Call, Plan } from './plan.ts';
import { requirePayment, toOutcome } from './to-outcome.ts';

const REASONS = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** POST /v1/payment_intents/:id/cancel */
export function cancelPaymentIntent({ parameters, id }: Call): Plan {
  const reason = parameters.choice('cancellation_reason', REASONS);
  const expand = readExpansion(parameters.list('expand'), 'payment_intent');
  parameters.finish();
  return {
    stem: stemOf(id),
    methodId: null,
    expand,
    decide: (desk) =>
      toOutcome(desk, cancelPayment(requirePayment(desk, id), reason, desk.context)),
  };
}
