import {
  type Charge,
  type Metadata,
  type Move,
  type MoveContext,
  type Payment,
  type Refund,
  type RefundReason,
  replaceCharge,
  successfulCharge,
} from './payment.ts';
import { invalidRequest } from './stripe-error.ts';

export interface RefundCommand {
  /** Null for all that is left. */
  readonly amount: number | null;
  readonly reason: RefundReason | null;
  readonly metadata: Metadata;
}

/**
 * Gives captured money back, in part or whole. Throws (400) charge_already_refunded when nothing is
 * left, and an invalid request when more than the rest is asked or nothing was captured.
 */
export function refundPayment(
  payment: Payment,
  command: RefundCommand,
  context: MoveContext,
): Move & { refund: Refund; endsLater: boolean } {
  const charge = successfulCharge(payment);
  if (!charge?.captured) {
    throw invalidRequest(
      `This PaymentIntent (${payment.id}) does not have a successful charge to refund.`,
      { code: 'payment_intent_unexpected_state', param: 'payment_intent' },
    );
  }
  const amount = refundableAmount(charge, command.amount, payment.currency);
  const { refund: fate } = payment.methods[charge.methodId]?.behaviour ?? {};
  const refund: Refund = {
    id: context.newId.refund(),
    amount,
    chargeId: charge.id,
    created: context.now,
    reason: command.reason,
    status: fate === 'pending' ? 'pending' : 'succeeded',
    metadata: command.metadata,
  };
  const refunded: Charge = { ...charge, amountRefunded: charge.amountRefunded + amount };
  return {
    refund,
    endsLater: fate !== undefined,
    payment: {
      ...payment,
      charges: replaceCharge(payment, refunded),
      refunds: [...payment.refunds, refund],
    },
    events: [
      { type: 'refund.created', objectId: refund.id },
      { type: 'charge.refunded', objectId: charge.id },
      ...(fate === undefined ? [{ type: 'refund.updated', objectId: refund.id } as const] : []),
    ],
  };
}

/**
 * Ends a refund whose card lets it end later: a pending one succeeds, a succeeded one is given
 * back by the bank and fails. Null when it has ended before.
 * Source: https://docs.stripe.com/testing (cards for refunds)
 */
export function endRefund(payment: Payment, refundId: string): Move | null {
  const refund = payment.refunds.find(({ id }) => id === refundId);
  const charge = payment.charges.find(({ id }) => id === refund?.chargeId);
  if (!refund || !charge) return null;
  const fate = payment.methods[charge.methodId]?.behaviour.refund;
  const objectId = refundId;
  if (fate === 'pending' && refund.status === 'pending') {
    const refunds = replaceRefund(payment, { ...refund, status: 'succeeded' });
    return { payment: { ...payment, refunds }, events: [{ type: 'refund.updated', objectId }] };
  }
  if (fate !== 'failing' || refund.status !== 'succeeded') return null;
  const kept = { ...charge, amountRefunded: charge.amountRefunded - refund.amount };
  return {
    payment: {
      ...payment,
      charges: replaceCharge(payment, kept),
      refunds: replaceRefund(payment, { ...refund, status: 'failed' }),
    },
    events: [
      { type: 'refund.updated', objectId },
      { type: 'refund.failed', objectId },
    ],
  };
}

function replaceRefund(payment: Payment, changed: Refund): readonly Refund[] {
  return payment.refunds.map((refund) => (refund.id === changed.id ? changed : refund));
}

function refundableAmount(charge: Charge, asked: number | null, currency: string): number {
  const left = charge.amountCaptured - charge.amountRefunded;
  if (left <= 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  const amount = asked ?? left;
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${amount} ${currency}) is greater than unrefunded amount on charge ` +
        `(${left} ${currency})`,
      { param: 'amount' },
    );
  }
  return amount;
}
