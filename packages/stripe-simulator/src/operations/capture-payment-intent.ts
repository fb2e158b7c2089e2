import { capturePayment } from '../domain/capture-payment.ts';
import { mergeMetadata } from '../domain/payment.ts';
import { stemOf } from '../ids.ts';
import { readExpansion } from '../rendering/expansion.ts';
import type { Call, Plan } from './plan.ts';
import { requirePayment, toOutcome } from './to-outcome.ts';

/** POST /v1/payment_intents/:id/capture */
export function capturePaymentIntent({ parameters, id }: Call): Plan {
  const range = { minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
  const amountToCapture = parameters.integer('amount_to_capture', range);
  const metadata = parameters.metadata();
  const expand = readExpansion(parameters.list('expand'), 'payment_intent');
  parameters.ignore('final_capture', 'statement_descriptor', 'statement_descriptor_suffix');
  parameters.finish();
  return {
    stem: stemOf(id),
    methodId: null,
    expand,
    decide: (desk) => {
      const move = capturePayment(requirePayment(desk, id), amountToCapture);
      const { payment } = move;
      const described = { ...payment, metadata: mergeMetadata(payment.metadata, metadata) };
      return toOutcome(desk, { ...move, payment: described });
    },
  };
}
