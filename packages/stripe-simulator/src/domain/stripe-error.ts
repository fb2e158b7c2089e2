import type { Payment } from './payment.ts';

/** Stripe's types of error. Source: https://docs.stripe.com/api/errors */
type StripeErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface StripeErrorFields {
  readonly type: StripeErrorType;
  readonly message: string;
  readonly code?: string;
  readonly declineCode?: string;
  readonly param?: string;
  readonly chargeId?: string;
  /** The payment method to show inside; it must be one of the payment's. */
  readonly methodId?: string;
}

/** A request that is answered with Stripe's error object and the HTTP status `status`. */
export class StripeError extends Error {
  override name = 'StripeError';
  readonly status: number;
  readonly fields: StripeErrorFields;
  /** Shown inside the error, as Stripe does when a payment's state is the reason. */
  readonly payment: Payment | undefined;

  constructor(status: number, fields: StripeErrorFields, payment?: Payment) {
    super(fields.message);
    this.status = status;
    this.fields = fields;
    this.payment = payment;
  }
}

export function invalidRequest(message: string, details: { code?: string; param?: string } = {}) {
  return new StripeError(400, { type: 'invalid_request_error', message, ...details });
}

export function missingResource(noun: string, id: string, param: string) {
  return new StripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  });
}

export function unexpectedState(message: string, payment: Payment) {
  const code = 'payment_intent_unexpected_state';
  return new StripeError(400, { type: 'invalid_request_error', code, message }, payment);
}

export function cardInputError(code: string, message: string, param: string) {
  return new StripeError(402, { type: 'card_error', code, message, param });
}
