import {
  currentTraceContext,
  ownedOutboxParameter,
  saveMessagesOf,
  wakeOutbox,
} from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { RefundRecord } from '../domain/refund-record.ts';
import type { PaymentStore } from './payment-store.ts';

/**
 * The row and the reservation are one statement. Of two refunds at once the second one waits for the
 * payment's row and counts from what the first one left; the check on the column refuses what is too much.
 */
const askSql = `
  with asked as (
    insert into refunds (id, payment_id, refund_minor, work_due_at, created_at, traceparent)
    select $1, id, $3::bigint, $6, $6, $7 from payments
    where id = $2 and booking_id = $4 and currency = $5 and state <> 'voided'
    on conflict (id) do nothing returning payment_id, refund_minor)
  update payments p set refund_asked_minor = p.refund_asked_minor + asked.refund_minor
  from asked where p.id = asked.payment_id returning p.id`;
const tooMuchConstraint = 'payments_refunds_within';

/**
 * Few refunds are due beside very many payments: each one's payment is looked up by its key, which PostgreSQL,
 * whose statistics may be older than the payments, is not left to choose (`lateral` with a limit).
 */
const listDueSql = `
  select r.id, r.payment_id, r.refund_minor, r.attempt, r.created_at, r.traceparent, p.stripe_intent_id,
    p.booking_id, p.customer_id, p.currency, p.description
  from refunds r
  cross join lateral (
    select * from payments where id = r.payment_id and state = 'captured' limit 1
  ) as p
  where r.work_due_at <= $1 order by r.work_due_at limit $2`;

const finishSql = `
  with made as (
    update refunds set stripe_refund_id = $2, made_at = $3, work_due_at = null, failure = null
    where id = $1 and stripe_refund_id is null and not $2 = any(failed_stripe_ids)
    returning id, payment_id, refund_minor),
  counted as (
    update payments p set refunded_minor = p.refunded_minor + made.refund_minor
    from made where p.id = made.payment_id returning p.id),
  told as (${saveMessagesOf('$4', 'made', 'id')})
  select id from counted`;

const reopenSql = `
  with failed as (
    select id, payment_id, refund_minor, stripe_refund_id is not null as was_noted from refunds
    where (stripe_refund_id = $1 or (id = $2 and stripe_refund_id is null))
      and not $1 = any(failed_stripe_ids)
    for update),
  reopened as (
    update refunds r set stripe_refund_id = null, made_at = null, work_due_at = $3, failure = $4,
      attempt = r.attempt + 1, failed_stripe_ids = r.failed_stripe_ids || $1::text
    from failed where r.id = failed.id)
  update payments p set refunded_minor = p.refunded_minor - failed.refund_minor
  from failed where p.id = failed.payment_id and failed.was_noted`;

interface DueRow {
  readonly id: string;
  readonly payment_id: string;
  readonly refund_minor: number;
  readonly attempt: number;
  readonly created_at: Date;
  readonly traceparent: string | null;
  readonly stripe_intent_id: string;
  readonly booking_id: string;
  readonly customer_id: string;
  readonly currency: string;
  readonly description: string;
}

const toRefund = (row: DueRow): RefundRecord => ({
  id: row.id,
  paymentId: row.payment_id,
  refundMinor: row.refund_minor,
  attempt: row.attempt,
  createdAt: row.created_at,
  traceparent: row.traceparent,
  stripeIntentId: row.stripe_intent_id,
  bookingId: row.booking_id,
  customerId: row.customer_id,
  currency: row.currency,
  description: row.description,
});

type Refunds = Pick<
  PaymentStore,
  | 'askRefund'
  | 'listDueRefunds'
  | 'finishRefund'
  | 'postponeRefund'
  | 'reopenRefund'
  | 'listMadeRefunds'
>;

/** The refunds of a store in PostgreSQL. */
export function postgresRefunds(database: SqlDatabase): Refunds {
  return {
    async askRefund(refund) {
      const { id, paymentId, refundMinor, bookingId, currency, at } = refund;
      const trace = currentTraceContext() ?? null;
      const parameters = [id, paymentId, refundMinor, bookingId, currency, at, trace];
      try {
        const [asked] = await database.query(askSql, parameters);
        if (asked !== undefined) return 'asked';
      } catch (error) {
        if (!isTooMuch(error)) throw error;
      }
      const [known] = await database.query('select from refunds where id = $1', [id]);
      return known === undefined ? 'refused' : 'known';
    },
    async listDueRefunds(now, limit) {
      const rows = await database.query<DueRow>(listDueSql, [now, limit]);
      return rows.map(toRefund);
    },
    async finishRefund(refundId, { stripeRefundId, at, messages }) {
      const owned = messages.map((message) => ({ owner: refundId, message }));
      const parameters = [refundId, stripeRefundId, at, ownedOutboxParameter(owned)];
      const [made] = await database.query(finishSql, parameters);
      if (made !== undefined) wakeOutbox(database.schema);
      return made !== undefined;
    },
    async postponeRefund(refundId, { until, failure, failedAttempt }) {
      await database.query(
        `update refunds set work_due_at = $2, failure = coalesce($3, failure),
           attempt = case when attempt = $4::int then attempt + 1 else attempt end
         where id = $1 and stripe_refund_id is null`,
        [refundId, until, failure ?? null, failedAttempt ?? null],
      );
    },
    async reopenRefund({ stripeRefundId, refundId }, { until, failure }) {
      await database.query(reopenSql, [stripeRefundId, refundId ?? null, until, failure]);
    },
    async listMadeRefunds(paymentId) {
      const rows = await database.query<{ refund_minor: number; made_at: Date }>(
        `select refund_minor, made_at from refunds
         where payment_id = $1 and made_at is not null order by made_at, id`,
        [paymentId],
      );
      return rows.map((row) => ({ refundMinor: row.refund_minor, at: row.made_at }));
    },
  };
}

const isTooMuch = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && error.constraint === tooMuchConstraint;
