import type { SqlClient } from '@ticketing/sql-database';
import type { Payment } from '../domain/payment.ts';
import type { EventRecord } from '../storage/working-set.ts';

/** An event on its way to the webhook. */
export interface Delivery {
  readonly event: EventRecord;
  /** The payment as it was when the event happened. */
  readonly payment: Payment;
  /** How often it was tried before. */
  readonly attempts: number;
}

/**
 * Few deliveries wait beside very many events: each one's event is looked up by its key, which PostgreSQL, whose
 * statistics may be older than the events, is not left to choose (`lateral` with a limit).
 */
const FIND_DUE = `
  select
    json_build_object('id', event.id, 'type', event.type, 'stem', event.stem,
      'revision', event.revision, 'objectId', event.object_id, 'created', event.created,
      'requestId', event.request_id, 'idempotencyKey', event.idempotency_key) as event,
    payment.record as payment,
    delivery.attempts
  from (
    select event_id, attempts from webhook_deliveries
    where next_attempt_at <= $1 and not event_id = any($2::text[])
    order by event_id
    limit $3
  ) as delivery
  cross join lateral (select * from events where id = delivery.event_id limit 1) as event
  cross join lateral (
    select record from payment_revisions
    where stem = event.stem and revision = event.revision limit 1
  ) as payment
  order by delivery.event_id`;

/** Deliveries that are due, oldest first, without those in `except`. */
export async function findDueDeliveries(
  database: SqlClient,
  nowMs: number,
  except: readonly string[],
  limit: number,
): Promise<Delivery[]> {
  return database.query<{ event: EventRecord; payment: Payment; attempts: number }>(FIND_DUE, [
    Math.floor(nowMs),
    except,
    limit,
  ]);
}

export async function removeDeliveries(database: SqlClient, ids: readonly string[]): Promise<void> {
  await database.query('delete from webhook_deliveries where event_id = any($1::text[])', [ids]);
}

export async function postponeDeliveries(
  database: SqlClient,
  later: readonly { id: string; attempts: number; nextAttemptMs: number }[],
): Promise<void> {
  await database.query(
    `update webhook_deliveries
     set attempts = later.attempts, next_attempt_at = later.next_attempt_at
     from unnest($1::text[], $2::integer[], $3::bigint[]) as later(id, attempts, next_attempt_at)
     where event_id = later.id`,
    [
      later.map(({ id }) => id),
      later.map(({ attempts }) => attempts),
      later.map(({ nextAttemptMs }) => Math.floor(nextAttemptMs)),
    ],
  );
}
