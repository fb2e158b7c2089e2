import type { SqlClient } from '@ticketing/sql-database';
import type { Changes } from './working-set.ts';

const SAVE = `
  with new_revisions as (
    insert into payment_revisions (stem, revision, record)
    select * from unnest($1::text[], $2::integer[], $3::json[])
  ), new_methods as (
    insert into payment_methods (id, record) select * from unnest($4::text[], $5::json[])
  ), new_refunds as (
    insert into refunds (id, stem) select * from unnest($6::text[], $7::text[])
  ), new_events as (
    insert into events
      (id, type, stem, revision, object_id, created, request_id, idempotency_key)
    select * from unnest($8::text[], $9::text[], $10::text[], $11::integer[], $12::text[],
      $13::bigint[], $14::text[], $15::text[])
  ), new_deliveries as (
    insert into webhook_deliveries (event_id, attempts, next_attempt_at)
    select id, 0, $17::bigint from unnest($16::text[]) as announced(id)
  )
  insert into idempotency_keys (key, endpoint, fingerprint, request_id, outcome, created_at)
  select key, endpoint, fingerprint, request_id, outcome, $17::bigint
  from unnest($18::text[], $19::text[], $20::text[], $21::text[], $22::json[])
    as answer(key, endpoint, fingerprint, request_id, outcome)`;

/**
 * Saves a batch's changes in one statement: all of them or none. `announced` are the events that
 * a webhook has to tell; `nowMs` is milliseconds since 1970. Rejects with PostgreSQL's
 * unique_violation when another writer changed the same payment or took the same key meanwhile.
 */
export async function saveChanges(
  database: SqlClient,
  changes: Changes,
  announced: readonly string[],
  nowMs: number,
): Promise<void> {
  const { revisions, methods, refunds, events, answers } = changes;
  await database.query(SAVE, [
    revisions.map((payment) => payment.stem),
    revisions.map((payment) => payment.revision),
    revisions.map((payment) => JSON.stringify(payment)),
    methods.map((method) => method.id),
    methods.map((method) => JSON.stringify(method)),
    refunds.map((refund) => refund.id),
    refunds.map((refund) => refund.stem),
    events.map((event) => event.id),
    events.map((event) => event.type),
    events.map((event) => event.stem),
    events.map((event) => event.revision),
    events.map((event) => event.objectId),
    events.map((event) => event.created),
    events.map((event) => event.requestId),
    events.map((event) => event.idempotencyKey),
    announced,
    Math.floor(nowMs),
    answers.map((answer) => answer.key),
    answers.map((answer) => answer.endpoint),
    answers.map((answer) => answer.fingerprint),
    answers.map((answer) => answer.requestId),
    answers.map((answer) => JSON.stringify(answer.outcome)),
  ]);
}

const UNIQUE_VIOLATION = '23505';

/** Whether `error` says that another writer was faster. */
export function isWriteConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
