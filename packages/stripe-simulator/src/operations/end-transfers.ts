import { expireTransfer } from '../domain/bank-transfer.ts';
import { missingResource } from '../domain/stripe-error.ts';
import { findEndingAccounts, markAccountsEnded } from '../storage/bank-accounts.ts';
import type { EndRefundsDependencies } from './end-refunds.ts';

const ACCOUNTS_AT_ONCE_MAX = 100;

/** Closes the accounts whose time is over. Safe to repeat: a payment that has ended stays as it is. */
export async function endTransfers(dependencies: EndRefundsDependencies): Promise<void> {
  const { database, writer, ids, nowMs } = dependencies;
  const due = await findEndingAccounts(database, nowMs(), ACCOUNTS_AT_ONCE_MAX);
  if (due.length === 0) return;
  await Promise.all(
    due.map(({ id, stem }) =>
      writer.write({
        stem,
        methodId: null,
        requestId: `req_${ids.secret(14)}`,
        idempotency: null,
        decide: (desk) => {
          const payment = desk.findPayment(stem);
          if (!payment) throw missingResource('bank_account', id, 'account_number');
          const move = expireTransfer(payment, desk.context);
          return { kind: 'payment_intent', payment: move ? desk.saveMove(move) : payment };
        },
      }),
    ),
  );
  await markAccountsEnded(
    database,
    due.map(({ id }) => id),
  );
}
