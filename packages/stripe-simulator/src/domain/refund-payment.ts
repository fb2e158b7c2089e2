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
): Move & { refund: Refund } {
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
