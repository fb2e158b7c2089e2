import { timingSafeEqual } from 'node:crypto';
import type { Desk } from '../desk.ts';
import type { Move, Payment } from '../domain/payment.ts';
import { invalidRequest, missingResource } from '../domain/stripe-error.ts';
import { stemOf } from '../ids.ts';
import type { Outcome } from '../storage/working-set.ts';

/** Saves a move; a declined card is answered with 402, and its payment's new state is saved too. */
export function toOutcome(desk: Desk, move: Move): Outcome {
  const payment = desk.saveMove(move);
  if (!move.error) return { kind: 'payment_intent', payment };
  return { kind: 'error', status: 402, error: move.error, payment };
}

/** The payment of the id in the path. Throws resource_missing (404). */
export function requirePayment(desk: Desk, id: string, param = 'intent'): Payment {
  const stem = stemOf(id);
  const payment = stem === null ? undefined : desk.findPayment(stem);
  if (payment?.id !== id) throw missingResource('payment_intent', id, param);
  return payment;
}

/** A browser may touch the one payment whose client secret it holds. Throws (400) otherwise. */
export function requireClientSecret(payment: Payment, clientSecret: string): void {
  const given = Buffer.from(clientSecret);
  const expected = Buffer.from(payment.clientSecret);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw invalidRequest(
    'The client_secret provided does not match any associated PaymentIntent on this account. ' +
      'Ensure the client_secret used matches the PaymentIntent.',
    { code: 'payment_intent_client_secret_mismatch', param: 'client_secret' },
  );
}
