import {
  type CancellationReason,
  type Move,
  type MoveContext,
  type Payment,
  type PaymentEvent,
  replaceCharge,
  successfulCharge,
} from './payment.ts';
import { unexpectedState } from './stripe-error.ts';

/**
 * Ends a payment before its capture. Authorised money goes back to the card, which Stripe announces
 * as `charge.refunded` although nothing was captured.
 * Throws payment_intent_unexpected_state (400) when it has succeeded or was canceled before.
 */
export function cancelPayment(
  payment: Payment,
  reason: CancellationReason | null,
  context: MoveContext,
): Move {
  if (payment.status === 'succeeded' || payment.status === 'canceled') {
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${payment.status}. Only a ` +
        'PaymentIntent with one of the following statuses may be canceled: ' +
        'requires_payment_method, requires_capture, requires_reauthorization, ' +
        'requires_confirmation, requires_action, processing.',
      payment,
    );
  }
  const held = successfulCharge(payment);
  const released: PaymentEvent[] = held ? [{ type: 'charge.refunded', objectId: held.id }] : [];
  return {
    payment: {
      ...payment,
      status: 'canceled',
      canceledAt: context.now,
      cancellationReason: reason,
      nextAction: null,
      charges: held
        ? replaceCharge(payment, { ...held, amountRefunded: held.amount })
        : payment.charges,
    },
    events: [...released, { type: 'payment_intent.canceled', objectId: payment.id }],
  };
}
