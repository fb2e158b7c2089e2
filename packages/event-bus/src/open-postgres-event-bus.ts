import { randomUUID } from 'node:crypto';
import type { SqlDatabase } from '@ticketing/sql-database';
import { BusRefusal, checkGroup, checkTopic } from './check-messages.ts';
import { retentionSweepMs } from './limits.ts';
import type { EventBus, SubscribeOptions, Subscription } from './port.ts';
import { type PostgresConsumer, startPostgresConsumer } from './postgres-consumer.ts';
import { ensureCursor } from './postgres-cursor.ts';
import { createPostgresPublisher, wakeChannel } from './postgres-publisher.ts';
import type { PublishQueue } from './publish-queue.ts';
import { type ReportProblem, reportProblemToStderr } from './report-problem.ts';
import { deleteExpiredMessages } from './retention.ts';

/** The schema of the bus's tables; its migrations create it. */
export const eventBusSchema = 'event_bus';

/** The folder of the bus's migrations, to be run before `openPostgresEventBus`. */
export const eventBusMigrations = new URL('../migrations/', import.meta.url);

export interface PostgresEventBusOptions {
  /** Any service's database on the server that carries the `event_bus` schema. It stays open. */
  readonly database: SqlDatabase;
  /** Shown in the cursor table as the owner of a lease. Default: the process id. */
  readonly consumerName?: string;
  /** Told of handlers that reject and of an engine out of reach. Default: a line on stderr. */
  readonly reportProblem?: ReportProblem;
}

const countLag = `
  select coalesce((select last_position from event_bus.topics where topic = $1), 0)
    - coalesce(
        (select position from event_bus.cursors where topic = $1 and consumer_group = $2),
        (select min(position) - 1 from event_bus.messages where topic = $1),
        (select last_position from event_bus.topics where topic = $1),
        0) as lag`;

/**
 * The event bus on a log table of PostgreSQL. Rejects when the schema is missing or out of reach.
 * Per topic and group one consumer is active; the others stand by and take over within
 * `leaseMs` + `pollMs` of its death, at once when it closes.
 */
export async function openPostgresEventBus(options: PostgresEventBusOptions): Promise<EventBus> {
  const { database } = options;
  const consumerName = options.consumerName ?? `pid-${process.pid}`;
  const reportProblem = options.reportProblem ?? reportProblemToStderr;
  await database.query('select from event_bus.cursors limit 1');

  const publishers = new Map<string, PublishQueue>();
  const consumers = new Map<PostgresConsumer, string>();
  let stopListening: Promise<() => Promise<void>> | undefined;
  let closed = false;

  function publisherOf(topic: string): PublishQueue {
    checkTopic(topic);
    let publisher = publishers.get(topic);
    if (publisher === undefined) {
      publisher = createPostgresPublisher(database, topic);
      publishers.set(topic, publisher);
    }
    return publisher;
  }

  /** An empty payload comes after a reconnect: anything may have been missed. */
  function wakeConsumersOf(payload: string): void {
    for (const [consumer, topic] of consumers) {
      if (payload === '' || payload === topic) consumer.wake();
    }
  }

  /** One listening connection for all subscriptions; a failed attempt may be made again. */
  async function listenOnce(): Promise<void> {
    stopListening ??= database.listen(wakeChannel, wakeConsumersOf);
    try {
      await stopListening;
    } catch (error) {
      stopListening = undefined;
      throw error;
    }
  }

  const sweep = setInterval(() => {
    deleteExpiredMessages(database).catch((error: unknown) =>
      reportProblem({ doing: 'delete expired messages', error }),
    );
  }, retentionSweepMs);
  sweep.unref();

  function refuseWhenClosed(): void {
    if (closed) throw new BusRefusal('the event bus is closed');
  }

  async function subscribe(subscription: SubscribeOptions): Promise<Subscription> {
    refuseWhenClosed();
    const { topic, group, from = 'earliest' } = subscription;
    checkTopic(topic);
    checkGroup(group);
    await ensureCursor(database, { topic, group, from });
    await listenOnce();
    refuseWhenClosed();

    const owner = `${consumerName}/${randomUUID()}`;
    const consumer = startPostgresConsumer(
      { client: database, owner, reportProblem },
      subscription,
    );
    consumers.set(consumer, topic);
    return {
      async close() {
        await consumer.close();
        consumers.delete(consumer);
        if (!closed) await wakeStandBys(topic);
      },
    };
  }

  async function wakeStandBys(topic: string): Promise<void> {
    try {
      await database.query('select pg_notify($1, $2)', [wakeChannel, topic]);
    } catch (error) {
      reportProblem({ doing: 'wake stand-bys', error, topic });
    }
  }

  return {
    async publish(topic, messages) {
      refuseWhenClosed();
      await publisherOf(topic).publish(messages);
    },
    subscribe,
    async lag(topic, group) {
      const [row] = await database.query<{ lag: number }>(countLag, [topic, group]);
      return Number(row?.lag ?? 0);
    },
    ping: () => database.ping(),
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(sweep);
      const open = [...consumers];
      consumers.clear();
      await Promise.all(open.map(([consumer]) => consumer.close()));
      await Promise.all([...publishers.values()].map((publisher) => publisher.settle()));
      await Promise.all(open.map(([, topic]) => wakeStandBys(topic)));
      if (stopListening !== undefined) await (await stopListening)();
    },
  };
}
