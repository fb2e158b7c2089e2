import type { SqlClient } from '@ticketing/sql-database';

/** Stripe keeps keys for at least a day. Source: https://docs.stripe.com/api/idempotent_requests */
const KEEP_MILLISECONDS = 24 * 60 * 60 * 1_000;

/** Forgets idempotency keys that are older than Stripe promises to keep them. */
export async function removeOldAnswers(database: SqlClient, nowMs: number): Promise<void> {
  await database.query('delete from idempotency_keys where created_at < $1', [
    Math.floor(nowMs) - KEEP_MILLISECONDS,
  ]);
}
