import type { SqlClient } from '@ticketing/sql-database';
import { receiveTransfer } from '../domain/bank-transfer.ts';
import type { Payment } from '../domain/payment.ts';
import { missingResource, StripeError } from '../domain/stripe-error.ts';
import type { Ids } from '../ids.ts';
import { findPaymentOfAccount } from '../storage/bank-accounts.ts';
import type { Writer } from '../writer.ts';

export interface Transfer {
  readonly accountNumber: string;
  /** In the currency's smallest unit. */
  readonly amount: number;
}

/**
 * A customer of the bank transfers money. Whether it came in time is decided with the payment's other
 * changes, one after the other. Throws a StripeError: resource_missing (404) for an unknown account, and
 * those of `receiveTransfer`.
 */
export async function transferMoney(
  { database, writer, ids }: { database: SqlClient; writer: Writer; ids: Ids },
  { accountNumber, amount }: Transfer,
): Promise<Payment> {
  const found = await findPaymentOfAccount(database, accountNumber);
  const missing = () => missingResource('bank_account', accountNumber, 'account_number');
  if (found === null) throw missing();
  const { outcome } = await writer.write({
    stem: found.stem,
    methodId: null,
    requestId: `req_${ids.secret(14)}`,
    idempotency: null,
    decide: (desk) => {
      const payment = desk.findPayment(found.stem);
      if (!payment) throw missing();
      return {
        kind: 'payment_intent',
        payment: desk.saveMove(receiveTransfer(payment, amount, desk.context)),
      };
    },
  });
  if (outcome.kind === 'error') throw new StripeError(outcome.status, outcome.error);
  if (outcome.kind !== 'payment_intent') throw new Error('A transfer is a payment.');
  return outcome.payment;
}
