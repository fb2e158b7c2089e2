import type { PaymentState } from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import {
  currentTraceContext,
  ownedOutboxParameter,
  saveMessagesOf,
  wakeOutbox,
} from '@ticketing/service-kit';
import { gatherCalls, type SqlDatabase } from '@ticketing/sql-database';
import { statesBefore } from '../domain/payment-moves.ts';
import type { PaymentRecord } from '../domain/payment-record.ts';
import { type PaymentRow, toFacts, toRecord } from './payment-rows.ts';
import type { NewPayment, OpenedIntent, PaymentStore, PaymentUpdate } from './payment-store.ts';
import { postgresRefunds } from './postgres-refunds.ts';
import { readUnfinishedWork } from './unfinished-work.ts';

/**
 * The writes of a sale are one statement for all requests that come together. Rows are locked in the order
 * of their ids, so that two statements do not wait for each other.
 */
const insertSql = `
  insert into payments (id, booking_id, customer_id, organizer_id, idempotency_key, method, state,
    amount_minor, currency, description, pay_by, booking_expires_at, work_due_at, created_at,
    updated_at, traceparent)
  select id, booking_id, customer_id, organizer_id, idempotency_key, method, 'created',
    amount_minor, currency, description, pay_by, booking_expires_at, work_due_at, created_at,
    created_at, traceparent
  from json_to_recordset($1::json) as payment (id text, booking_id text, customer_id text,
    organizer_id text, idempotency_key text, method text, amount_minor bigint, currency text,
    description text, pay_by timestamptz, booking_expires_at timestamptz,
    work_due_at timestamptz, created_at timestamptz, traceparent text)
  on conflict do nothing returning *`;

/** The first answer stays: another one was for a call that came at the same time. */
const noteIntentSql = `
  with given as (
    select * from json_to_recordset($1::json) as given (id text, intent_id text,
      booking_expires_at timestamptz, deposit json, at timestamptz)),
  old as (
    select id, state from payments where id in (select id from given) order by id for update),
  noted as (
    update payments p set
      stripe_intent_id = coalesce(p.stripe_intent_id, given.intent_id),
      booking_expires_at = given.booking_expires_at,
      deposit = coalesce(p.deposit, given.deposit),
      state = case when given.deposit is null or p.state <> 'created' then p.state
        else 'awaiting_deposit' end,
      updated_at = given.at
    from old join given using (id) where p.id = old.id returning p.*),
  moved as (
    select noted.id from noted join old using (id) where old.state <> noted.state),
  told as (${saveMessagesOf('$2', 'moved', 'id')})
  select * from noted`;

/** The state, what tells of it, and the refund that it calls for are one commit. */
const updateSql = `
  with given as (
    select * from json_to_recordset($1::json) as given (id text, state text,
      work_due_at timestamptz, at timestamptz, decline_code text, void_reason text,
      refund_id text, trace text, failed_attempt int, card_brand text, card_last4 text,
      states_before text[])),
  old as (
    select id, state, refund_asked_minor from payments where id in (select id from given)
    order by id for update),
  moved as (
    update payments p set
      state = given.state, work_due_at = given.work_due_at, checks = p.checks + 1,
      updated_at = given.at, decline_code = given.decline_code,
      void_reason = coalesce(given.void_reason, p.void_reason),
      attempt = greatest(p.attempt, given.failed_attempt + 1),
      captured_at = case when given.state = 'captured' then given.at else p.captured_at end,
      card_brand = coalesce(given.card_brand, p.card_brand),
      card_last4 = coalesce(given.card_last4, p.card_last4),
      refund_asked_minor = case when given.refund_id is null then p.refund_asked_minor
        else p.amount_minor end
    from old join given using (id)
    where p.id = old.id and old.state = any(given.states_before)
    returning p.id, old.state as before, p.amount_minor - old.refund_asked_minor as left_minor),
  told as (${saveMessagesOf('$2', 'moved', 'id')}),
  owed as (
    insert into refunds (id, payment_id, refund_minor, work_due_at, created_at, traceparent)
    select given.refund_id, id, left_minor, given.at, given.at, given.trace
    from moved join given using (id) where given.refund_id is not null and left_minor > 0)
  select id, before from moved`;

const makeDueSql = `
  update payments set work_due_at = $2, cancel_requested = cancel_requested or $3
  where booking_id = $1 and state not in ('captured', 'voided')`;

const replaceSql = `
  update payments set work_due_at = $2, cancel_requested = true, is_replaced = true
  where id = $1 and state not in ('authorised', 'captured', 'voided') returning *`;

const webhookSql = `
  with given as (
    select * from json_to_recordset($1::json) as given (event_id text, intent_id text,
      at timestamptz, due_at timestamptz)),
  seen as (
    insert into webhook_events (event_id, received_at) select event_id, at from given
    on conflict do nothing returning event_id),
  old as (
    select p.id, given.due_at from given join seen using (event_id)
      join payments p on p.stripe_intent_id = given.intent_id
    where p.state not in ('captured', 'voided') order by p.id for update of p)
  update payments p set work_due_at = least(p.work_due_at, old.due_at)
  from old where p.id = old.id returning p.*`;

/** Each payment is in one of the two indexes of bookings. */
const factsSql = `
  select * from payments where booking_id = any($1::text[]) and state <> 'voided'
  union all select * from payments where booking_id = any($1::text[]) and state = 'voided'`;

/** Payments in the service's own PostgreSQL schema. */
export function createPostgresPaymentStore(database: SqlDatabase): PaymentStore {
  async function readOne(
    where: string,
    parameters: readonly string[],
  ): Promise<PaymentRecord | undefined> {
    const [row] = await database.query<PaymentRow>(
      `select * from payments where ${where}`,
      parameters,
    );
    return row && toRecord(row);
  }

  const insert = gatherCalls<NewPayment, PaymentRecord | undefined>({
    run: async (payments) => {
      const rows = await database.query<PaymentRow>(insertSql, [
        JSON.stringify(payments.map(newRow)),
      ]);
      return answersById(
        rows,
        payments.map(({ id }) => id),
      );
    },
  });
  const readById = gatherCalls<string, PaymentRecord | undefined>({
    run: async (ids) => {
      const rows = await database.query<PaymentRow>(
        'select * from payments where id = any($1::text[])',
        [ids],
      );
      return answersById(rows, ids);
    },
  });
  const noteIntent = gatherCalls<Change<OpenedIntent>, PaymentRecord | undefined>({
    keyOf: ({ paymentId }) => paymentId,
    run: async (changes) => {
      const rows = await database.query<PaymentRow>(noteIntentSql, [
        JSON.stringify(changes.map(openedRow)),
        messagesOf(changes),
      ]);
      return answersById(rows, changes.map(idOf));
    },
  });
  const update = gatherCalls<Change<TracedUpdate>, PaymentState | undefined>({
    keyOf: idOf,
    run: async (changes) => {
      const rows = await database.query<{ id: string; before: PaymentState }>(updateSql, [
        JSON.stringify(changes.map(updatedRow)),
        messagesOf(changes),
      ]);
      const before = new Map(rows.map((row) => [row.id, row.before]));
      return changes.map(({ paymentId }) => before.get(paymentId));
    },
  });
  const noteWebhook = gatherCalls<
    Parameters<PaymentStore['noteWebhook']>[0],
    PaymentRecord | undefined
  >({
    keyOf: ({ intentId }) => intentId,
    run: async (events) => {
      const rows = await database.query<PaymentRow>(webhookSql, [
        JSON.stringify(
          events.map(({ eventId, intentId, at, dueAt }) => ({
            event_id: eventId,
            intent_id: intentId,
            at,
            due_at: dueAt,
          })),
        ),
      ]);
      const byIntent = new Map(rows.map((row) => [row.stripe_intent_id, row]));
      return events.map(({ intentId }) => {
        const row = byIntent.get(intentId);
        return row && toRecord(row);
      });
    },
  });

  return {
    ...postgresRefunds(database),
    create: insert,
    get: readById,
    findByKey: (customerId, key) =>
      readOne('customer_id = $1 and idempotency_key = $2', [customerId, key]),
    findLive: (bookingId) => readOne(`booking_id = $1 and state <> 'voided'`, [bookingId]),

    async noteIntent(paymentId, change) {
      const record = await noteIntent({ paymentId, change });
      if ((change.messages?.length ?? 0) > 0) wakeOutbox(database.schema);
      return record;
    },
    async update(paymentId, change) {
      // Of the caller: the statement is that of many.
      const trace = currentTraceContext();
      const before = await update({
        paymentId,
        change: { ...change, ...(trace !== undefined && { trace }) },
      });
      const moved = before !== undefined && before !== change.state;
      if (moved && change.messages !== undefined) wakeOutbox(database.schema);
      return moved;
    },
    async makeDueOfBooking(bookingId, { at, cancel }) {
      await database.query(makeDueSql, [bookingId, at, cancel]);
    },
    async replace(paymentId, at) {
      const [row] = await database.query<PaymentRow>(replaceSql, [paymentId, at]);
      return row && toRecord(row);
    },
    noteWebhook,
    async listDue(now, limit) {
      const rows = await database.query<PaymentRow>(
        'select * from payments where work_due_at <= $1 order by work_due_at limit $2',
        [now, limit],
      );
      return rows.map(toRecord);
    },

    async listFacts(bookingIds) {
      const rows = await database.query<PaymentRow>(factsSql, [bookingIds]);
      return rows.map(toFacts);
    },
    async listCaptured({ afterId, limit }) {
      const rows = await database.query<PaymentRow>(
        `select * from payments where id > $1 and state = 'captured' order by id limit $2`,
        [afterId, limit],
      );
      return rows.map(toFacts);
    },
    readUnfinishedWork: (now) => readUnfinishedWork(database, now),
    async forgetWebhooks(before) {
      await database.query('delete from webhook_events where received_at < $1', [before]);
    },
    ping: () => database.ping(),
    pingWrites: () => database.pingWrites(),
  };
}

/** What becomes of one payment. */
interface Change<What> {
  readonly paymentId: string;
  readonly change: What;
}
type TracedUpdate = PaymentUpdate & { readonly trace?: string };

const idOf = ({ paymentId }: { paymentId: string }): string => paymentId;

function answersById(
  rows: readonly PaymentRow[],
  ids: readonly string[],
): (PaymentRecord | undefined)[] {
  const records = new Map(rows.map((row) => [row.id, toRecord(row)]));
  return ids.map((id) => records.get(id));
}

const messagesOf = (
  changes: readonly Change<{ readonly messages?: readonly BusMessage[] }>[],
): string =>
  ownedOutboxParameter(
    changes.flatMap(({ paymentId, change }) =>
      (change.messages ?? []).map((message) => ({ owner: paymentId, message })),
    ),
  );

const newRow = (payment: NewPayment) => ({
  id: payment.id,
  booking_id: payment.bookingId,
  customer_id: payment.customerId,
  organizer_id: payment.organizerId,
  idempotency_key: payment.idempotencyKey,
  method: payment.method,
  amount_minor: payment.amountMinor,
  currency: payment.currency,
  description: payment.description,
  pay_by: payment.payBy,
  booking_expires_at: payment.bookingExpiresAt,
  work_due_at: payment.workDueAt,
  created_at: payment.createdAt,
  traceparent: payment.traceparent,
});

const openedRow = ({ paymentId, change }: Change<OpenedIntent>) => ({
  id: paymentId,
  intent_id: change.intentId,
  booking_expires_at: change.bookingExpiresAt,
  ...(change.deposit !== undefined && { deposit: change.deposit }),
  at: change.at,
});

const updatedRow = ({ paymentId, change }: Change<TracedUpdate>) => ({
  id: paymentId,
  state: change.state,
  work_due_at: change.workDueAt,
  at: change.at,
  decline_code: change.declineCode ?? null,
  void_reason: change.voidReason ?? null,
  refund_id: change.returnUnder ?? null,
  trace: change.trace ?? null,
  failed_attempt: change.failedAttempt ?? null,
  card_brand: change.card?.brand ?? null,
  card_last4: change.card?.last4 ?? null,
  states_before: statesBefore(change.state),
});
