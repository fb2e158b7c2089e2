import type { SqlClient } from '@ticketing/sql-database';
import type { UnfinishedWork } from './payment-store.ts';

/** Each part reads one of the partial indexes of what is due. */
const unfinishedSql = `
  select
    (select min(work_due_at) from payments where work_due_at is not null) as due_at,
    (select min(created_at) from payments where work_due_at is not null and state = 'authorised')
      as authorised_at,
    (select count(*) from refunds where work_due_at is not null) as refunds,
    (select count(*) from refunds where work_due_at is not null and failure is not null) as refused,
    (select min(created_at) from refunds where work_due_at is not null) as refund_at`;

interface Row {
  readonly due_at: Date | null;
  readonly authorised_at: Date | null;
  readonly refunds: number;
  readonly refused: number;
  readonly refund_at: Date | null;
}

export async function readUnfinishedWork(client: SqlClient, now: Date): Promise<UnfinishedWork> {
  const [row] = await client.query<Row>(unfinishedSql);
  const secondsSince = (time: Date | null | undefined): number =>
    time ? Math.max(0, (now.getTime() - time.getTime()) / 1000) : 0;
  return {
    overdueSeconds: secondsSince(row?.due_at),
    authorisedOldestSeconds: secondsSince(row?.authorised_at),
    refundsPending: row?.refunds ?? 0,
    refundOldestSeconds: secondsSince(row?.refund_at),
    refundsRefused: row?.refused ?? 0,
  };
}
