import type { SqlClient } from '@ticketing/sql-database';
import { BusRefusal, encodeMessageData } from './check-messages.ts';
import { publishBatchMessagesMax, publishQueueMessagesMax } from './limits.ts';
import type { BusMessage } from './port.ts';

/** The channel on which consumers are woken; the payload is the topic. */
export const wakeChannel = 'event_bus';

interface Row {
  readonly message: BusMessage;
  readonly data: string;
}

interface PublishCall {
  readonly rows: readonly Row[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The topic's counter and its messages in one statement. The counter's row lock is held until the commit,
 * so messages become visible in the order of their positions, whatever process they come from.
 */
const insertMessages = `
  with counter as (
    insert into event_bus.topics as topic_row (topic, last_position)
    values ($1, cardinality($2::text[]))
    on conflict (topic) do update
      set last_position = topic_row.last_position + excluded.last_position
    returning last_position - cardinality($2::text[]) as before
  )
  insert into event_bus.messages (topic, position, id, key, type, time, request_id, data)
  select $1, counter.before + m.nth, m.id, m.key, m.type, m.time, m.request_id, m.data::json
  from counter, unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    with ordinality as m (id, key, type, time, request_id, data, nth)`;

function insertBatch(client: SqlClient, topic: string, rows: readonly Row[]): Promise<unknown> {
  return client.query(insertMessages, [
    topic,
    rows.map((row) => row.message.id),
    rows.map((row) => row.message.key),
    rows.map((row) => row.message.type),
    rows.map((row) => row.message.time),
    rows.map((row) => row.message.requestId ?? null),
    rows.map((row) => row.data),
  ]);
}

export interface TopicPublisher {
  /** Resolves when the messages are committed; rejects when they are not, or nobody knows. */
  publish(messages: readonly BusMessage[]): Promise<void>;
  /** Resolves when all calls made so far have been answered. */
  settle(): Promise<void>;
}

/** Publishes one topic: calls that come while an insert runs are gathered into the next one. */
export function createTopicPublisher(client: SqlClient, topic: string): TopicPublisher {
  let waiting: PublishCall[] = [];
  let waitingMessages = 0;
  let flushing: Promise<void> | undefined;

  function takeBatch(): PublishCall[] {
    let count = 0;
    let messages = 0;
    for (const call of waiting) {
      if (count > 0 && messages + call.rows.length > publishBatchMessagesMax) break;
      count += 1;
      messages += call.rows.length;
    }
    waitingMessages -= messages;
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  }

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        await insertBatch(
          client,
          topic,
          batch.flatMap((call) => call.rows),
        );
        for (const call of batch) call.resolve();
        wakeConsumers();
      } catch (error) {
        for (const call of batch) call.reject(error);
      }
    }
    flushing = undefined;
  }

  /**
   * Apart from the insert, because a transaction that notifies holds a lock of the whole server over
   * its commit. A wake-up lost here costs a consumer one poll.
   */
  function wakeConsumers(): void {
    client.query('select pg_notify($1, $2)', [wakeChannel, topic]).catch(() => undefined);
  }

  return {
    async publish(messages) {
      const rows = messages.map((message) => ({ message, data: encodeMessageData(message) }));
      if (rows.length === 0) return;
      if (waitingMessages + rows.length > publishQueueMessagesMax) {
        throw new BusRefusal(`more than ${publishQueueMessagesMax} messages wait for ${topic}`);
      }
      waitingMessages += rows.length;
      const answered = new Promise<void>((resolve, reject) => {
        waiting.push({ rows, resolve, reject });
      });
      flushing ??= flush();
      await answered;
    },
    async settle() {
      await flushing;
    },
  };
}
