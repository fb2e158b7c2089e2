import { invalidRequest } from '../domain/stripe-error.ts';
import type { ParameterReader } from '../parameters/read-parameters.ts';

/** Stripe takes at most eight digits. Source: https://docs.stripe.com/currencies */
const AMOUNT_MAX = 99_999_999;

/** Reads `amount`, in the currency's smallest unit: 1 to 99,999,999. */
export function readAmount(parameters: ParameterReader): number | null {
  const range = { minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
  const amount = parameters.integer('amount', range);
  if (amount === null || amount <= AMOUNT_MAX) return amount;
  const message = `Amount must be no more than ${AMOUNT_MAX}.`;
  throw invalidRequest(message, { code: 'amount_too_large', param: 'amount' });
}
