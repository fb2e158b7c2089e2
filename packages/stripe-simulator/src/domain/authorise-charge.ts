import type { Charge, Move, MoveContext, Payment, PaymentError, PaymentMethod } from './payment.ts';

/** Stripe's words to the customer. Source: https://docs.stripe.com/error-codes */
const DECLINES: Readonly<Record<string, { code: string; message: string }>> = {
  insufficient_funds: { code: 'card_declined', message: 'Your card has insufficient funds.' },
  expired_card: { code: 'expired_card', message: 'Your card has expired.' },
  incorrect_cvc: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  processing_error: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  card_velocity_exceeded: {
    code: 'card_declined',
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its ' +
      'amount limit.',
  },
};
const OTHER_DECLINE = { code: 'card_declined', message: 'Your card was declined.' };

/** Asks the card's bank for the payment's amount, and takes it at once unless capture is manual. */
export function authoriseCharge(
  payment: Payment,
  method: PaymentMethod,
  authenticated: boolean,
  context: MoveContext,
): Move {
  const charge: Charge = {
    id: context.newId.charge(payment.stem),
    amount: payment.amount,
    amountCaptured: 0,
    amountRefunded: 0,
    captured: false,
    created: context.now,
    methodId: method.id,
    status: 'succeeded',
    authenticated,
  };
  const { decline } = method.behaviour;
  if (decline !== undefined) return declineCharge(payment, charge, decline);
  return acceptCharge(payment, charge);
}

function declineCharge(payment: Payment, charge: Charge, declineCode: string): Move {
  const { code, message } = DECLINES[declineCode] ?? OTHER_DECLINE;
  const failed: Charge = {
    ...charge,
    status: 'failed',
    failure: { code, declineCode, message },
  };
  const error: PaymentError = {
    type: 'card_error',
    code,
    declineCode,
    message,
    chargeId: charge.id,
    methodId: charge.methodId,
  };
  return {
    payment: {
      ...payment,
      status: 'requires_payment_method',
      methodId: null,
      nextAction: null,
      lastError: error,
      charges: [...payment.charges, failed],
    },
    events: [
      { type: 'charge.failed', objectId: charge.id },
      { type: 'payment_intent.payment_failed', objectId: payment.id },
    ],
    error,
  };
}

function acceptCharge(payment: Payment, charge: Charge): Move {
  const authorised = { ...payment, nextAction: null, lastError: null };
  if (payment.captureMethod === 'manual') {
    return {
      payment: { ...authorised, status: 'requires_capture', charges: [...payment.charges, charge] },
      events: [
        { type: 'charge.succeeded', objectId: charge.id },
        { type: 'payment_intent.amount_capturable_updated', objectId: payment.id },
      ],
    };
  }
  const taken: Charge = { ...charge, captured: true, amountCaptured: charge.amount };
  return {
    payment: {
      ...authorised,
      status: 'succeeded',
      amountReceived: charge.amount,
      charges: [...payment.charges, taken],
    },
    events: [
      { type: 'charge.succeeded', objectId: charge.id },
      { type: 'payment_intent.succeeded', objectId: payment.id },
    ],
  };
}
