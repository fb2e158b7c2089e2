import { authoriseCharge } from './authorise-charge.ts';
import type { Move, MoveContext, Payment, PaymentError } from './payment.ts';

export interface AuthenticateCommand {
  /** Which request for 3-D Secure is answered; an older one changes nothing. */
  readonly attempt: string;
  readonly outcome: 'complete' | 'fail';
}

/** The customer's answer to 3-D Secure. Null when the payment no longer waits for this answer. */
export function authenticatePayment(
  payment: Payment,
  command: AuthenticateCommand,
  context: MoveContext,
): Move | null {
  const waiting = payment.status === 'requires_action' ? payment.nextAction : null;
  const method = payment.methodId === null ? undefined : payment.methods[payment.methodId];
  if (waiting?.attempt !== command.attempt || !method) return null;
  const answered = { ...payment, nextAction: null, answeredAction: waiting };
  if (command.outcome === 'complete') return authoriseCharge(answered, method, true, context);

  const error: PaymentError = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment ' +
      'method and try again.',
    methodId: method.id,
  };
  return {
    payment: {
      ...answered,
      status: 'requires_payment_method',
      methodId: null,
      lastError: error,
    },
    events: [{ type: 'payment_intent.payment_failed', objectId: payment.id }],
  };
}
