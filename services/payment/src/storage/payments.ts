import type { PaymentState } from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import { outboxParameter, saveMessages, wakeOutbox } from '@ticketing/service-kit';
import type { SqlClient, SqlDatabase } from '@ticketing/sql-database';
import type { PaymentRecord, VoidReason } from '../domain/payment-record.ts';

interface Row {
  readonly id: string;
  readonly booking_id: string;
  readonly customer_id: string;
  readonly organizer_id: string;
  readonly idempotency_key: string;
  readonly state: PaymentState;
  readonly amount_minor: number;
  readonly refunded_minor: number;
  readonly currency: string;
  readonly description: string;
  readonly stripe_intent_id: string | null;
  readonly decline_code: string | null;
  readonly void_reason: VoidReason | null;
  readonly cancel_requested: boolean;
  readonly booking_expires_at: Date;
  readonly checks: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const toRecord = (row: Row): PaymentRecord => ({
  id: row.id,
  bookingId: row.booking_id,
  customerId: row.customer_id,
  organizerId: row.organizer_id,
  idempotencyKey: row.idempotency_key,
  state: row.state,
  amountMinor: row.amount_minor,
  refundedMinor: row.refunded_minor,
  currency: row.currency,
  description: row.description,
  stripeIntentId: row.stripe_intent_id,
  declineCode: row.decline_code,
  voidReason: row.void_reason,
  cancelRequested: row.cancel_requested,
  bookingExpiresAt: row.booking_expires_at,
  checks: row.checks,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

async function readOne(
  client: SqlClient,
  where: string,
  parameters: readonly string[],
): Promise<PaymentRecord | undefined> {
  const [row] = await client.query<Row>(`select * from payments where ${where}`, parameters);
  return row && toRecord(row);
}

export const findPayment = (client: SqlClient, id: string) => readOne(client, 'id = $1', [id]);
export const findPaymentByKey = (client: SqlClient, customerId: string, key: string) =>
  readOne(client, 'customer_id = $1 and idempotency_key = $2', [customerId, key]);
/** The booking's payment that is not voided. */
export const findLivePayment = (client: SqlClient, bookingId: string) =>
  readOne(client, `booking_id = $1 and state <> 'voided'`, [bookingId]);

export type NewPayment = Pick<
  PaymentRecord,
  | 'id'
  | 'bookingId'
  | 'customerId'
  | 'organizerId'
  | 'idempotencyKey'
  | 'amountMinor'
  | 'currency'
  | 'description'
  | 'bookingExpiresAt'
  | 'createdAt'
> & { readonly workDueAt: Date };

/** Undefined when the booking has a live payment, or the customer used the key before. */
export async function insertPayment(
  client: SqlClient,
  payment: NewPayment,
): Promise<PaymentRecord | undefined> {
  const [inserted] = await client.query<Row>(
    `insert into payments (id, booking_id, customer_id, organizer_id, idempotency_key, state,
       amount_minor, currency, description, booking_expires_at, work_due_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, 'created', $6, $7, $8, $9, $10, $11, $11)
     on conflict do nothing returning *`,
    [
      payment.id,
      payment.bookingId,
      payment.customerId,
      payment.organizerId,
      payment.idempotencyKey,
      payment.amountMinor,
      payment.currency,
      payment.description,
      payment.bookingExpiresAt,
      payment.workDueAt,
      payment.createdAt,
    ],
  );
  return inserted && toRecord(inserted);
}

export async function setIntent(client: SqlClient, id: string, intentId: string): Promise<void> {
  await client.query(
    'update payments set stripe_intent_id = coalesce(stripe_intent_id, $2) where id = $1',
    [id, intentId],
  );
}

export interface PaymentUpdate {
  readonly state: PaymentState;
  readonly at: Date;
  /** When to look again; null: all is done. */
  readonly workDueAt: Date | null;
  readonly declineCode?: string | null;
  readonly voidReason?: VoidReason;
  /** Saved with it when it moves. */
  readonly messages?: readonly BusMessage[];
  /** To be made because of it. */
  readonly refund?: { readonly id: string; readonly refundMinor: number };
}

/**
 * Notes how far the payment is. A settled payment stays as it is; true when this call moved it to
 * another state.
 */
export async function updatePayment(
  database: SqlDatabase,
  id: string,
  update: PaymentUpdate,
): Promise<boolean> {
  const rows = await database.query<{ before: PaymentState }>(updateSql, [
    id,
    update.state,
    update.workDueAt,
    update.at,
    update.declineCode ?? null,
    update.voidReason ?? null,
    outboxParameter(update.messages ?? []),
    update.refund?.id ?? null,
    update.refund?.refundMinor ?? null,
  ]);
  const moved = rows[0] !== undefined && rows[0].before !== update.state;
  if (moved && update.messages !== undefined) wakeOutbox(database.schema);
  return moved;
}

/** One statement: the state, what tells of it, and the refund that it calls for are one commit. */
const updateSql = `
  with old as (select id, state from payments where id = $1 for update),
  moved as (
    update payments p set
      state = $2, work_due_at = $3, checks = p.checks + 1, updated_at = $4,
      decline_code = $5, void_reason = coalesce($6, p.void_reason)
    from old where p.id = old.id and old.state not in ('captured', 'voided')
    returning old.state as before),
  told as (${saveMessages('$7', 'moved')}),
  refunded as (
    insert into refunds (id, payment_id, refund_minor, work_due_at, created_at)
    select $8, $1, $9::bigint, $4, $4 where $8::text is not null and exists (select from moved)
    on conflict (id) do nothing)
  select before from moved`;

/** Asks for another look at `at`, unless the payment is settled. */
export async function makePaymentDue(
  client: SqlClient,
  where: { id: string } | { bookingId: string },
  due: { at: Date; cancel?: boolean },
): Promise<string | undefined> {
  const [column, value] = 'id' in where ? ['id', where.id] : ['booking_id', where.bookingId];
  const [row] = await client.query<{ id: string }>(
    `update payments set work_due_at = $2, cancel_requested = cancel_requested or $3
     where ${column} = $1 and state not in ('captured', 'voided') returning id`,
    [value, due.at, due.cancel ?? false],
  );
  return row?.id;
}

export async function listDuePayments(
  client: SqlClient,
  now: Date,
  limit: number,
): Promise<PaymentRecord[]> {
  const rows = await client.query<Row>(
    'select * from payments where work_due_at <= $1 order by work_due_at limit $2',
    [now, limit],
  );
  return rows.map(toRecord);
}
