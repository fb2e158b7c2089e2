import type { Charge, Move, MoveContext, Payment } from './payment.ts';
import { invalidRequest, unexpectedState } from './stripe-error.ts';

/** An account that takes the payment's amount, once, until its time. */
export interface BankTransfer {
  readonly accountNumber: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** Of the payment method that stands for it. */
  readonly methodId: string;
}

/** The longest that Stripe lets a voucher wait. Source: https://docs.stripe.com/payments/konbini */
const WAIT_SECONDS_MAX = 60 * 24 * 60 * 60;

/** Opens the account: the payment waits for the customer. Throws (400) for a time that is over. */
export function requestTransfer(
  payment: Payment,
  transfer: BankTransfer,
  { now }: MoveContext,
): Move {
  if (transfer.expiresAt <= now || transfer.expiresAt > now + WAIT_SECONDS_MAX) {
    throw invalidRequest('The account must expire in the future, in 60 days at most.', {
      param: 'payment_method_options[customer_balance][bank_transfer][expires_at]',
    });
  }
  return {
    payment: { ...payment, status: 'requires_action', transfer },
    events: [{ type: 'payment_intent.requires_action', objectId: payment.id }],
  };
}

/**
 * The customer transfers money: it is taken at once. Throws (400) for another amount, after the account's
 * time, and when the payment does not wait for it; nothing moves then.
 */
export function receiveTransfer(payment: Payment, amount: number, context: MoveContext): Move {
  const { transfer } = payment;
  if (payment.status !== 'requires_action' || transfer === undefined) {
    throw unexpectedState('The account is closed.', payment);
  }
  if (context.now >= transfer.expiresAt) {
    throw invalidRequest('The account has expired.', {
      code: 'payment_intent_payment_attempt_expired',
    });
  }
  if (amount !== payment.amount) {
    throw invalidRequest('The account takes exactly the amount of its payment.', {
      code: 'amount_mismatch',
      param: 'amount',
    });
  }
  const charge: Charge = {
    id: context.newId.charge(payment.stem),
    amount,
    amountCaptured: amount,
    amountRefunded: 0,
    captured: true,
    created: context.now,
    methodId: transfer.methodId,
    status: 'succeeded',
    authenticated: false,
  };
  return {
    payment: {
      ...payment,
      status: 'succeeded',
      amountReceived: amount,
      charges: [...payment.charges, charge],
    },
    events: [
      { type: 'charge.succeeded', objectId: charge.id },
      { type: 'payment_intent.succeeded', objectId: payment.id },
    ],
  };
}

/** The account's time is over without money. Null when it is not, or the payment has ended. */
export function expireTransfer(payment: Payment, { now }: MoveContext): Move | null {
  const { transfer } = payment;
  if (payment.status !== 'requires_action' || transfer === undefined) return null;
  if (now < transfer.expiresAt) return null;
  return {
    payment: { ...payment, status: 'canceled', canceledAt: now, cancellationReason: 'automatic' },
    events: [{ type: 'payment_intent.canceled', objectId: payment.id }],
  };
}
