import { invalidRequest } from '../domain/stripe-error.ts';
import type { ParameterReader } from '../parameters/read-parameters.ts';

const SECONDS_RANGE = { minimum: 1, maximum: 99_999_999_999 };

/**
 * Reads a payment by bank transfer, in Stripe's words: `payment_method_data[type]=customer_balance` and the
 * options of `customer_balance`. `kr_bank_transfer` and its `expires_at` are ours: Stripe has no accounts in
 * Korea. Answers when the account expires, in seconds since 1970. Throws an invalid request (400).
 */
export function readBankTransfer(parameters: ParameterReader): { expiresAt: number } {
  const method = required(parameters, 'payment_method_data');
  method.required('type', method.choice('type', ['customer_balance']));
  const options = required(parameters, 'payment_method_options');
  const balance = required(options, 'customer_balance');
  balance.required('funding_type', balance.choice('funding_type', ['bank_transfer']));
  const transfer = required(balance, 'bank_transfer');
  transfer.required('type', transfer.choice('type', ['kr_bank_transfer']));
  return {
    expiresAt: transfer.required('expires_at', transfer.integer('expires_at', SECONDS_RANGE)),
  };
}

/** By confirming, the server asks for the account; the money is taken when it comes. */
export function requireImmediate(given: { confirm: boolean; captureMethod: string }): void {
  if (!given.confirm) {
    throw invalidRequest('A bank transfer is confirmed when it is created.', { param: 'confirm' });
  }
  if (given.captureMethod === 'manual') {
    const message = 'The payment method type customer_balance cannot be captured manually.';
    throw invalidRequest(message, { param: 'capture_method' });
  }
}

const required = (parameters: ParameterReader, name: string): ParameterReader =>
  parameters.required(name, parameters.object(name));
