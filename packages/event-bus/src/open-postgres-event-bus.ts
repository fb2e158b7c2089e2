import { randomUUID } from 'node:crypto';
import type { SqlDatabase } from '@ticketing/sql-database';
import { BusRefusal, checkGroup, checkTopic } from './check-messages.ts';
import { deadLetterTopicOf, setAsideFailures } from './dead-letters.ts';
import { retentionSweepMs } from './limits.ts';
import type { BusMessage, EventBus, SubscribeOptions, Subscription } from './port.ts';
import { peekMessages, startPostgresConsumer } from './postgres-consumer.ts';
import { ensureCursor } from './postgres-cursor.ts';
import { createPostgresPublisher } from './postgres-publisher.ts';
import { createTopicReader, type TopicReader } from './postgres-topic-reader.ts';
import { createWakeUps } from './postgres-wake-ups.ts';
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
  const readers = new Map<string, TopicReader>();
  const wakeUps = createWakeUps(database, reportProblem);
  const stopSweeping = startSweeping(database, reportProblem);
  let closed = false;

  function refuseWhenClosed(): void {
    if (closed) throw new BusRefusal('the event bus is closed');
  }

  async function publish(topic: string, messages: readonly BusMessage[]): Promise<void> {
    refuseWhenClosed();
    checkTopic(topic);
    const publisher = publishers.get(topic) ?? createPostgresPublisher(database, topic);
    publishers.set(topic, publisher);
    await publisher.publish(messages);
  }

  async function subscribe(request: SubscribeOptions): Promise<Subscription> {
    refuseWhenClosed();
    const { topic, group, from = 'earliest' } = request;
    checkTopic(topic);
    checkGroup(group);
    checkTopic(deadLetterTopicOf(group));
    await ensureCursor(database, { topic, group, from });
    await wakeUps.start();
    refuseWhenClosed();
    const owner = `${consumerName}/${randomUUID()}`;
    const reader = readers.get(topic) ?? createTopicReader(database, topic);
    readers.set(topic, reader);
    const dependencies = { client: database, reader, owner, reportProblem };
    const onMessage = setAsideFailures({ publish, reportProblem }, request);
    return wakeUps.add(topic, startPostgresConsumer(dependencies, { ...request, onMessage }));
  }

  async function lag(topic: string, group: string): Promise<number> {
    const [row] = await database.query<{ lag: number }>(countLag, [topic, group]);
    return Number(row?.lag ?? 0);
  }

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    stopSweeping();
    await wakeUps.close();
    await Promise.all([...publishers.values()].map((publisher) => publisher.settle()));
  }

  return {
    publish,
    subscribe,
    lag,
    peek: (topic, group, countMax) => peekMessages(database, { topic, group }, countMax),
    ping: () => database.ping(),
    close,
  };
}

/** Deletes what retention allows now and then; returns how to end that. */
function startSweeping(database: SqlDatabase, reportProblem: ReportProblem): () => void {
  const sweep = setInterval(() => {
    deleteExpiredMessages(database).catch((error: unknown) =>
      reportProblem({ doing: 'delete expired messages', error }),
    );
  }, retentionSweepMs);
  sweep.unref();
  return () => clearInterval(sweep);
}
