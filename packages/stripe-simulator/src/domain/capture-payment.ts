import {
  type Charge,
  type Move,
  type Payment,
  replaceCharge,
  successfulCharge,
} from './payment.ts';
import { invalidRequest, unexpectedState } from './stripe-error.ts';

/**
 * Takes authorised money, all or the first `amountToCapture` of it; the rest goes back to the card.
 * Throws payment_intent_unexpected_state (400) unless the payment waits for its capture.
 */
export function capturePayment(payment: Payment, amountToCapture: number | null): Move {
  const charge = successfulCharge(payment);
  if (payment.status === 'succeeded') {
    throw unexpectedState(
      'This PaymentIntent could not be captured because it has already been captured.',
      payment,
    );
  }
  if (payment.status !== 'requires_capture' || !charge) {
    throw unexpectedState(
      `This PaymentIntent could not be captured because it has a status of ${payment.status}. ` +
        'Only a PaymentIntent with one of the following statuses may be captured: ' +
        'requires_capture.',
      payment,
    );
  }
  const amount = amountToCapture ?? charge.amount;
  if (amount > charge.amount) {
    throw invalidRequest(
      `The amount_to_capture (${amount}) must not be greater than the amount authorized ` +
        `(${charge.amount}).`,
      { code: 'amount_too_large', param: 'amount_to_capture' },
    );
  }
  const captured: Charge = { ...charge, captured: true, amountCaptured: amount };
  return {
    payment: {
      ...payment,
      status: 'succeeded',
      amountReceived: amount,
      charges: replaceCharge(payment, captured),
    },
    events: [
      { type: 'charge.captured', objectId: charge.id },
      { type: 'payment_intent.succeeded', objectId: payment.id },
    ],
  };
}
