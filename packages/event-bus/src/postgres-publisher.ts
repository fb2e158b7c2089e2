import type { SqlClient } from '@ticketing/sql-database';
import type { CheckedMessage } from './check-messages.ts';
import { wakeConsumers } from './postgres-wake-ups.ts';
import { createPublishQueue, type PublishQueue } from './publish-queue.ts';

/**
 * The topic's counter and its messages in one statement. The counter's row lock is held until the
 * commit, so messages become visible in the order of their positions, whatever process they come
 * from.
 */
const insertMessages = `
  with counter as (
    insert into event_bus.topics as topic_row (topic, last_position)
    values ($1, cardinality($2::text[]))
    on conflict (topic) do update
      set last_position = topic_row.last_position + excluded.last_position
    returning last_position - cardinality($2::text[]) as before
  )
  insert into event_bus.messages (topic, position, id, key, type, time, request_id,
    traceparent, data)
  select $1, counter.before + m.nth, m.id, m.key, m.type, m.time, m.request_id,
    m.traceparent, m.data::json
  from counter, unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[]) with ordinality as m (id, key, type, time, request_id, traceparent, data, nth)`;

async function insertBatch(
  client: SqlClient,
  topic: string,
  rows: readonly CheckedMessage[],
): Promise<void> {
  await client.query(insertMessages, [
    topic,
    rows.map((row) => row.message.id),
    rows.map((row) => row.message.key),
    rows.map((row) => row.message.type),
    rows.map((row) => row.message.time),
    rows.map((row) => row.message.requestId ?? null),
    rows.map((row) => row.message.traceparent ?? null),
    rows.map((row) => row.data),
  ]);
}

/** Publishes one topic; all calls that wait go into one statement. */
export function createPostgresPublisher(client: SqlClient, topic: string): PublishQueue {
  return createPublishQueue(topic, async (calls) => {
    await insertBatch(client, topic, calls.flat());
    // A wake-up that is lost costs a consumer one poll.
    wakeConsumers(client, topic).catch(() => undefined);
  });
}
