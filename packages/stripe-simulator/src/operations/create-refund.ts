import type { Desk } from '../desk.ts';
import { mergeMetadata, type Payment } from '../domain/payment.ts';
import { refundPayment } from '../domain/refund-payment.ts';
import { invalidRequest, missingResource } from '../domain/stripe-error.ts';
import { stemOf } from '../ids.ts';
import { readExpansion } from '../rendering/expansion.ts';
import type { Call, Plan } from './plan.ts';
import { requirePayment } from './to-outcome.ts';

/** How long the cards whose refunds end later take. */
const REFUND_SECONDS = 2;
const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** POST /v1/refunds, of a charge or a payment intent, in part or whole. */
export function createRefund({ parameters }: Call): Plan {
  const paymentId = parameters.text('payment_intent', 100);
  const chargeId = parameters.text('charge', 100);
  const range = { minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
  const command = {
    amount: parameters.integer('amount', range),
    reason: parameters.choice('reason', REASONS),
    metadata: mergeMetadata({}, parameters.metadata()),
  };
  const expand = readExpansion(parameters.list('expand'), 'refund');
  parameters.finish();
  const id = paymentId ?? chargeId;
  if (id === null) {
    const message = 'One of the following params should be provided: payment_intent or charge.';
    throw invalidRequest(message, { code: 'parameter_missing' });
  }
  return {
    stem: stemOf(id),
    methodId: null,
    expand,
    decide: (desk) => {
      const payment = requirePaymentOf(desk, paymentId, chargeId);
      const { refund, endsLater, ...move } = refundPayment(payment, command, desk.context);
      const saved = desk.saveMove(move);
      const endsAt = endsLater ? (desk.context.now + REFUND_SECONDS) * 1000 : null;
      desk.saveRefund({ id: refund.id, stem: saved.stem, endsAt });
      return { kind: 'refund', payment: saved, refundId: refund.id };
    },
  };
}

function requirePaymentOf(desk: Desk, paymentId: string | null, chargeId: string | null): Payment {
  const stem = chargeId === null ? null : stemOf(chargeId);
  const ofCharge = stem === null ? undefined : desk.findPayment(stem);
  const charge = ofCharge?.charges.find(({ id }) => id === chargeId);
  if (chargeId !== null && !charge) throw missingResource('charge', chargeId, 'charge');
  if (paymentId !== null) return requirePayment(desk, paymentId, 'payment_intent');
  if (!ofCharge) throw missingResource('charge', chargeId ?? '', 'charge');
  return ofCharge;
}
