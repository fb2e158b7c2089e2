import { setTimeout as delay } from 'node:timers/promises';
import type { BusMessage, EventBus } from '@ticketing/event-bus';
import type { SqlClient, SqlDatabase } from '@ticketing/sql-database';
import type { Logger } from './logger.ts';
import { withTraceContext } from './tracing.ts';

/** For a service's first migration: messages that are saved with a change and not yet published. */
export const outboxTableSql = `
create table outbox (
  id bigint generated always as identity primary key,
  message_id text not null,
  key text not null,
  type text not null,
  time text not null,
  request_id text,
  -- The W3C trace context of what caused it; null when nothing is traced.
  traceparent text,
  -- json and not jsonb: nothing searches inside, and the text stays as it was written.
  data json not null
);`;

const insertSql = `
  insert into outbox (message_id, key, type, time, request_id, traceparent, data)
  values ($1, $2, $3, $4, $5, $6, $7)
  returning current_schema() as schema`;

/** Relays of this process by schema, to be woken by an insert. */
const relays = new Map<string, Set<() => void>>();

/**
 * Saves a message in the caller's transaction, to be published after its commit. Messages of one key
 * are published in the order of their inserts as long as writers of that key exclude each other,
 * which they do when each locks the row that the message tells of.
 */
export async function insertOutbox(client: SqlClient, message: BusMessage): Promise<void> {
  const [row] = await client.query<{ schema: string }>(insertSql, [
    message.id,
    message.key,
    message.type,
    message.time,
    message.requestId ?? null,
    withTraceContext(message).traceparent ?? null,
    JSON.stringify(message.data),
  ]);
  wakeOutbox(row?.schema ?? '');
}

/**
 * The same for writes that are one statement: a data-modifying part that saves those messages of
 * `parameter` (see `ownedOutboxParameter`) whose owner is in `column` of `changed`, a part before it. Wake
 * the relay afterwards: the statement is its own commit.
 *
 *   with changed as (update ... returning id), told as (${saveMessagesOf('$3', 'changed', 'id')}) ...
 */
export const saveMessagesOf = (parameter: string, changed: string, column: string): string => `
  insert into outbox (message_id, key, type, time, request_id, traceparent, data)
  select message_id, key, type, time, request_id, traceparent, data
  from json_to_recordset(${parameter}::json) as message (owner text, message_id text, key text,
    type text, time text, request_id text, traceparent text, data json)
  where owner in (select ${column} from ${changed})`;

/** Messages, each with the row that it tells of. */
export const ownedOutboxParameter = (
  messages: readonly { readonly owner: string; readonly message: BusMessage }[],
): string =>
  JSON.stringify(
    messages.map(({ owner, message }) => {
      const { requestId = null, traceparent = null, ...rest } = withTraceContext(message);
      const { id, key, type, time, data } = rest;
      return { owner, message_id: id, key, type, time, request_id: requestId, traceparent, data };
    }),
  );

/** Lets this process's relays of a schema look at once instead of at the next poll. */
export function wakeOutbox(schema: string): void {
  for (const wake of relays.get(schema) ?? []) wake();
}

export interface OutboxRelayOptions {
  readonly database: SqlDatabase;
  readonly eventBus: Pick<EventBus, 'publish'>;
  readonly topic: string;
  readonly log: Pick<Logger, 'error'>;
}

export interface OutboxRelay {
  /** Looks at once instead of at the next poll. */
  wake(): void;
  /** Resolves when what it has in hand is published or given back. */
  close(): Promise<void>;
}

const batchMessagesMax = 500;
/**
 * After an insert the relay looks a few times for its commit, then falls back to the poll. It is not
 * woken by NOTIFY, because a transaction that notifies holds a lock of the whole server over its
 * commit, and so would make all writers of all services commit one after the other.
 */
const looksAfterWakeMs = [3, 8, 20, 60];
/** After messages were published, more are gathered for so long. */
const gatherMs = 40;
const pollMs = 500;
const failurePauseFirstMs = 200;
const failurePauseMsMax = 10_000;

/**
 * Publishes what `insertOutbox` saved, at least once, until closed. Of all relays of a schema, in
 * whatever process, one at a time works; rows go only after they were published.
 */
export function startOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { database, log, topic } = options;
  const closing = new AbortController();
  let looks = looksAfterWakeMs.length;
  let failures = 0;
  let endPoll: (() => void) | undefined;

  /** Only the long pause is cut short, so that many inserts do not cause as many looks. */
  function wake(): void {
    looks = 0;
    endPoll?.();
  }

  async function poll(): Promise<void> {
    const ended = new AbortController();
    endPoll = () => ended.abort();
    if (closing.signal.aborted) ended.abort();
    await delay(pollMs, undefined, { signal: ended.signal }).catch(() => undefined);
    endPoll = undefined;
  }

  async function pauseAfter(published: number): Promise<void> {
    if (published === batchMessagesMax) return;
    if (published > 0) {
      looks = 0;
      await delay(gatherMs);
      return;
    }
    const pauseMs = looksAfterWakeMs[looks];
    if (pauseMs === undefined) return poll();
    looks += 1;
    await delay(pauseMs);
  }

  async function pauseAfterFailure(): Promise<void> {
    const pauseMs = Math.min(failurePauseFirstMs * 2 ** failures, failurePauseMsMax);
    failures += 1;
    await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
  }

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const published = await publishBatch(options);
        failures = 0;
        await pauseAfter(published);
      } catch (error) {
        log.error({ error, topic }, 'outbox not published; trying again');
        await pauseAfterFailure();
      }
    }
  }

  const siblings = relays.get(database.schema) ?? new Set();
  relays.set(database.schema, siblings.add(wake));
  const working = work();
  return {
    wake,
    async close() {
      siblings.delete(wake);
      closing.abort();
      endPoll?.();
      await working;
    },
  };
}

interface OutboxRow {
  readonly id: number;
  readonly message_id: string;
  readonly key: string;
  readonly type: string;
  readonly time: string;
  readonly request_id: string | null;
  readonly traceparent: string | null;
  readonly data: unknown;
}

/** Asked before the lock, so that an idle relay costs one small statement. */
const waitingSql = 'select exists (select from outbox) as waiting';
const lockSql = `
  select pg_try_advisory_xact_lock(hashtextextended('outbox ' || current_schema(), 0)) as locked`;
const takeSql = `
  select id, message_id, key, type, time, request_id, traceparent, data
  from outbox order by id limit $1`;
const deleteSql = 'delete from outbox where id = any($1::bigint[])';

/** Publishes the oldest messages and deletes them; returns how many. */
async function publishBatch(options: OutboxRelayOptions): Promise<number> {
  const { database, eventBus, topic } = options;
  const [row] = await database.query<{ waiting: boolean }>(waitingSql);
  if (row?.waiting !== true) return 0;
  return database.transaction(async (client) => {
    const [lock] = await client.query<{ locked: boolean }>(lockSql);
    if (lock?.locked !== true) return 0;
    const rows = await client.query<OutboxRow>(takeSql, [batchMessagesMax]);
    if (rows.length === 0) return 0;
    await eventBus.publish(topic, rows.map(messageOf));
    await client.query(deleteSql, [rows.map((row) => row.id)]);
    return rows.length;
  });
}

const messageOf = (row: OutboxRow): BusMessage => ({
  id: row.message_id,
  key: row.key,
  type: row.type,
  time: row.time,
  ...(row.request_id !== null && { requestId: row.request_id }),
  ...(row.traceparent !== null && { traceparent: row.traceparent }),
  data: row.data,
});
