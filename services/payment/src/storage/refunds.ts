import type { SqlClient } from '@ticketing/sql-database';

export interface RefundRow {
  readonly id: string;
  readonly payment_id: string;
  readonly refund_minor: number;
}

/** Notes a refund to be made; the same cancellation twice is one refund. */
export async function insertRefund(
  client: SqlClient,
  refund: { id: string; paymentId: string; refundMinor: number; at: Date },
): Promise<void> {
  await client.query(
    `insert into refunds (id, payment_id, refund_minor, work_due_at, created_at)
     values ($1, $2, $3, $4, $4) on conflict (id) do nothing`,
    [refund.id, refund.paymentId, refund.refundMinor, refund.at],
  );
}

export function listDueRefunds(client: SqlClient, now: Date, limit: number): Promise<RefundRow[]> {
  return client.query<RefundRow>(
    `select id, payment_id, refund_minor from refunds where work_due_at <= $1
     order by work_due_at limit $2`,
    [now, limit],
  );
}

/** Notes that Stripe has made it; true for the one call that did. */
export async function finishRefund(
  client: SqlClient,
  refund: RefundRow,
  stripeRefundId: string,
): Promise<boolean> {
  const [row] = await client.query(
    `update refunds set stripe_refund_id = $2, work_due_at = null
     where id = $1 and stripe_refund_id is null returning id`,
    [refund.id, stripeRefundId],
  );
  if (row === undefined) return false;
  await client.query('update payments set refunded_minor = refunded_minor + $2 where id = $1', [
    refund.payment_id,
    refund.refund_minor,
  ]);
  return true;
}

export async function postponeRefund(client: SqlClient, id: string, until: Date): Promise<void> {
  await client.query('update refunds set work_due_at = $2 where id = $1', [id, until]);
}
