import type { SqlClient } from '@ticketing/sql-database';
import type { Payment } from '../domain/payment.ts';

/** The payment of an account; null when there is no such account. */
export async function findPaymentOfAccount(
  database: SqlClient,
  accountNumber: string,
): Promise<Payment | null> {
  const [row] = await database.query<{ record: Payment }>(
    `select record from payment_revisions
     where stem = (select stem from bank_accounts where account_number = $1)
     order by revision desc limit 1`,
    [accountNumber],
  );
  return row?.record ?? null;
}

/** Payments whose accounts wait for money, those that close first coming first. */
export async function listWaitingTransfers(database: SqlClient, limit: number): Promise<Payment[]> {
  const rows = await database.query<{ record: Payment }>(
    `select newest.record from bank_accounts as account
     cross join lateral (
       select record from payment_revisions
       where stem = account.stem order by revision desc limit 1
     ) as newest
     where account.ends_at is not null and newest.record ->> 'status' = 'requires_action'
     order by account.ends_at limit ${limit}`,
  );
  return rows.map(({ record }) => record);
}

/** Accounts that have to close by `nowMs` (milliseconds since 1970), earliest first. */
export function findEndingAccounts(
  database: SqlClient,
  nowMs: number,
  limit: number,
): Promise<{ id: string; stem: string }[]> {
  return database.query<{ id: string; stem: string }>(
    `select account_number as id, stem from bank_accounts
     where ends_at <= $1 order by ends_at limit ${limit}`,
    [Math.floor(nowMs)],
  );
}

export async function markAccountsEnded(
  database: SqlClient,
  accountNumbers: readonly string[],
): Promise<void> {
  await database.query(
    'update bank_accounts set ends_at = null where account_number = any($1::text[])',
    [accountNumbers],
  );
}
