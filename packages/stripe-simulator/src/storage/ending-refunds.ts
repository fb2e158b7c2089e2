import type { SqlClient } from '@ticketing/sql-database';

/** Refunds that have to end by `nowMs` (milliseconds since 1970), earliest first. */
export async function findEndingRefunds(
  database: SqlClient,
  nowMs: number,
  limit: number,
): Promise<{ id: string; stem: string }[]> {
  return database.query<{ id: string; stem: string }>(
    `select id, stem from refunds where ends_at <= $1 order by ends_at limit ${limit}`,
    [Math.floor(nowMs)],
  );
}

export async function markRefundsEnded(database: SqlClient, ids: readonly string[]): Promise<void> {
  await database.query('update refunds set ends_at = null where id = any($1::text[])', [ids]);
}
