import type { SqlClient } from '@ticketing/sql-database';
import type { Changes } from './working-set.ts';

const SAVE = `
  with new_revisions as (
    insert into payment_revisions (stem, revision, record)
    select record ->> 'stem', (record ->> 'revision')::integer, record
    from json_array_elements($1::json) as new(record)
  ), new_methods as (
    insert into payment_methods (id, record)
    select record ->> 'id', record from json_array_elements($2::json) as new(record)
  ), new_refunds as (
    insert into refunds (id, stem, ends_at)
    select id, stem, "endsAt"
    from json_to_recordset($3::json) as new(id text, stem text, "endsAt" bigint)
  ), new_accounts as (
    insert into bank_accounts (account_number, stem, ends_at)
    select "accountNumber", stem, "endsAt"
    from json_to_recordset($8::json) as new("accountNumber" text, stem text, "endsAt" bigint)
  ), new_events as (
    insert into events
      (id, type, stem, revision, object_id, created, request_id, idempotency_key)
    select id, type, stem, revision, "objectId", created, "requestId", "idempotencyKey"
    from json_to_recordset($4::json) as new(
      id text, type text, stem text, revision integer, "objectId" text, created bigint,
      "requestId" text, "idempotencyKey" text)
  ), new_deliveries as (
    insert into webhook_deliveries (event_id, attempts, next_attempt_at)
    select id, 0, $7::bigint from unnest($6::text[]) as announced(id)
  )
  insert into idempotency_keys (key, endpoint, fingerprint, request_id, outcome, created_at)
  select key, endpoint, fingerprint, "requestId", outcome, $7::bigint
  from json_to_recordset($5::json) as new(
    key text, endpoint text, fingerprint text, "requestId" text, outcome json)`;

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
  await database.query(SAVE, [
    JSON.stringify(changes.revisions),
    JSON.stringify(changes.methods),
    JSON.stringify(changes.refunds),
    JSON.stringify(changes.events),
    JSON.stringify(changes.answers),
    announced,
    Math.floor(nowMs),
    JSON.stringify(changes.accounts),
  ]);
}

const UNIQUE_VIOLATION = '23505';

/** Whether `error` says that another writer was faster. */
export function isWriteConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
