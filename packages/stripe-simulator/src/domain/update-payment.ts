import {
  type Metadata,
  type Move,
  mergeMetadata,
  type Payment,
  type PaymentMethod,
} from './payment.ts';
import { unexpectedState } from './stripe-error.ts';

/** What to change; null leaves it as it is. */
export interface UpdateCommand {
  readonly amount: number | null;
  readonly method: PaymentMethod | null;
  readonly description: string | null;
  readonly receiptEmail: string | null;
  /** Merged into what is there; an empty text removes its key. */
  readonly metadata: Metadata;
}

const CHANGEABLE: readonly Payment['status'][] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

/**
 * Changes a payment without trying to pay. Its amount and card change only before it is authorised;
 * throws payment_intent_unexpected_state (400) afterwards.
 */
export function updatePayment(payment: Payment, command: UpdateCommand): Move {
  const { amount, method } = command;
  if ((amount !== null || method !== null) && !CHANGEABLE.includes(payment.status)) {
    const name = amount === null ? 'payment_method' : 'amount';
    throw unexpectedState(
      `This PaymentIntent's ${name} could not be updated because it has a status of ` +
        `${payment.status}. You may only update the ${name} of a PaymentIntent with one of the ` +
        `following statuses: ${CHANGEABLE.join(', ')}.`,
      payment,
    );
  }
  const changed: Payment = {
    ...payment,
    amount: amount ?? payment.amount,
    description: command.description ?? payment.description,
    receiptEmail: command.receiptEmail ?? payment.receiptEmail,
    metadata: mergeMetadata(payment.metadata, command.metadata),
  };
  return { payment: method ? withMethod(changed, method) : changed, events: [] };
}

/** A new card has to be confirmed anew, whatever was under way. */
function withMethod(payment: Payment, method: PaymentMethod): Payment {
  return {
    ...payment,
    status: 'requires_confirmation',
    methodId: method.id,
    methods: { ...payment.methods, [method.id]: method },
    nextAction: null,
  };
}
