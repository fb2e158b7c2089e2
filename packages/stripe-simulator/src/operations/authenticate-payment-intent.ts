import type { SqlClient } from '@ticketing/sql-database';
import { type AuthenticateCommand, authenticatePayment } from '../domain/authenticate-payment.ts';
import type { Payment } from '../domain/payment.ts';
import { missingResource, StripeError } from '../domain/stripe-error.ts';
import { stemOf } from '../ids.ts';
import { findPayment } from '../storage/read-payments.ts';
import type { Writer } from '../writer.ts';
import { requireClientSecret, requirePayment } from './to-outcome.ts';

/** What the address of the 3-D Secure page says. */
export interface AuthenticationLink {
  readonly paymentId: string;
  readonly clientSecret: string;
  readonly attempt: string;
}

/** The payment that a link opens. Throws a StripeError (400, 404) for a link that is not ours. */
export async function openAuthentication(
  database: SqlClient,
  link: AuthenticationLink,
): Promise<Payment> {
  const stem = stemOf(link.paymentId);
  const payment = stem === null ? null : await findPayment(database, stem);
  if (payment?.id !== link.paymentId) {
    throw missingResource('payment_intent', link.paymentId, 'payment_intent');
  }
  requireClientSecret(payment, link.clientSecret);
  return payment;
}

/** Saves the customer's answer; one that comes late or twice changes nothing. */
export async function answerAuthentication(
  writer: Writer,
  link: AuthenticationLink,
  answer: AuthenticateCommand['outcome'],
  requestId: string,
): Promise<Payment> {
  const { outcome } = await writer.write({
    stem: stemOf(link.paymentId),
    methodId: null,
    requestId,
    idempotency: null,
    decide: (desk) => {
      const payment = requirePayment(desk, link.paymentId);
      requireClientSecret(payment, link.clientSecret);
      const command = { attempt: link.attempt, outcome: answer };
      const move = authenticatePayment(payment, command, desk.context);
      return { kind: 'payment_intent', payment: move ? desk.saveMove(move) : payment };
    },
  });
  if (outcome.kind === 'error') throw new StripeError(outcome.status, outcome.error);
  if (outcome.kind !== 'payment_intent') throw new Error('An answer to 3-D Secure is a payment.');
  return outcome.payment;
}
