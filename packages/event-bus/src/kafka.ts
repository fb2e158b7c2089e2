import { Admin } from '@platformatic/kafka';
import { BusRefusal, checkGroup, checkTopic } from './check-messages.ts';
import { deadLetterTopicOf, setAsideFailures } from './dead-letters.ts';
import {
  ensureTopic,
  findPartitionCount,
  groupIdOf,
  type KafkaClientOptions,
  type KafkaConnection,
  listGroupOffsets,
  listOffsets,
} from './kafka-connection.ts';
import { startKafkaConsumer } from './kafka-consumer.ts';
import { peekKafka } from './kafka-peek.ts';
import { createKafkaPublisher, type KafkaPublisher } from './kafka-publisher.ts';
import { kafkaConnectMsMax, kafkaRetriesMax, kafkaRetryMs, pingMsMax } from './limits.ts';
import type { BusMessage, EventBus, SubscribeOptions, Subscription } from './port.ts';
import { type ReportProblem, reportProblemToStderr } from './report-problem.ts';
import { within } from './within.ts';

export interface KafkaEventBusOptions {
  /** `host:port` of some brokers; the others are found through them. */
  readonly bootstrapServers: readonly string[];
  /** Names this process in Kafka's logs and metrics. */
  readonly clientId: string;
  /** For a cluster that wants encryption or credentials. Default: neither. */
  readonly tls?: NonNullable<KafkaClientOptions['tls']>;
  readonly sasl?: NonNullable<KafkaClientOptions['sasl']>;
  /** Told of handlers that reject and of brokers out of reach. Default: a line on stderr. */
  readonly reportProblem?: ReportProblem;
}

/**
 * The event bus on Kafka 3.5 or newer. Rejects when no broker answers. Missing topics are created.
 * A group's partitions are shared among its consumers; those of a killed one go to others within
 * `kafkaSessionMs` and a rebalance. `lag` counts the marks of transactions too, until they are
 * passed.
 */
export async function openKafkaEventBus(options: KafkaEventBusOptions): Promise<EventBus> {
  const reportProblem = options.reportProblem ?? reportProblemToStderr;
  const connection = await connect(options);
  const publishers = new Map<string, KafkaPublisher>();
  const subscriptions = new Set<Subscription>();
  let closed = false;

  function refuseWhenClosed(): void {
    if (closed) throw new BusRefusal('the event bus is closed');
  }

  async function publish(topic: string, messages: readonly BusMessage[]): Promise<void> {
    refuseWhenClosed();
    checkTopic(topic);
    const publisher = publishers.get(topic) ?? createKafkaPublisher(connection, topic);
    publishers.set(topic, publisher);
    await publisher.publish(messages);
  }

  async function subscribe(request: SubscribeOptions): Promise<Subscription> {
    refuseWhenClosed();
    checkTopic(request.topic);
    checkGroup(request.group);
    checkTopic(deadLetterTopicOf(request.group));
    await ensureTopic(connection, request.topic);
    await ensureGroupOffsets(connection, request);
    const onMessage = setAsideFailures({ publish, reportProblem }, request);
    const consumer = await startKafkaConsumer(
      { connection, reportProblem },
      { ...request, onMessage },
    );
    const subscription = {
      async close() {
        await consumer.close();
        subscriptions.delete(subscription);
      },
    };
    subscriptions.add(subscription);
    if (closed) await subscription.close();
    refuseWhenClosed();
    return subscription;
  }

  async function ping(): Promise<void> {
    refuseWhenClosed();
    const answer = connection.admin.metadata({ forceUpdate: true, retries: 0 });
    await within(pingMsMax, 'the answer of Kafka', answer);
  }

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    await Promise.all([...subscriptions].map((subscription) => subscription.close()));
    await Promise.allSettled([...publishers.values()].map((publisher) => publisher.close()));
    await connection.admin.close();
  }

  return {
    publish,
    subscribe,
    lag: (topic, group) => countLag(connection, topic, group),
    async peek(topic, group, countMax) {
      const partitions = await listPartitions(connection, topic);
      if (partitions.length === 0) return [];
      return peekKafka(connection, { topic, group, partitions }, countMax);
    },
    ping,
    close,
  };
}

async function connect(options: KafkaEventBusOptions): Promise<KafkaConnection> {
  const clientOptions: KafkaClientOptions = {
    clientId: options.clientId,
    bootstrapBrokers: [...options.bootstrapServers],
    retries: kafkaRetriesMax,
    retryDelay: kafkaRetryMs,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
  };
  const admin = new Admin(clientOptions);
  try {
    await within(kafkaConnectMsMax, 'the first answer', admin.metadata({}));
  } catch (error) {
    admin.close().catch(() => undefined);
    throw new Error(`Kafka is out of reach: ${explain(error)}`, { cause: error });
  }
  return { options: clientOptions, admin };
}

/** What the client wraps, down to what happened: a refused connection, credentials that are wrong. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors.at(-1) : undefined;
  const cause: unknown = inner ?? error.cause;
  return cause === undefined ? error.message : explain(cause);
}

/** Gives a group that never read its place, before it could miss a message. */
async function ensureGroupOffsets(
  connection: KafkaConnection,
  { topic, group, from = 'earliest' }: SubscribeOptions,
): Promise<void> {
  const groupId = groupIdOf(group, topic);
  const partitions = await listPartitions(connection, topic);
  const kept = await listGroupOffsets(connection, { groupId, topic, partitions });
  const missing = partitions.filter((partition) => !kept.has(partition));
  if (missing.length === 0) return;
  const offsets = await listOffsets(connection, { topic, partitions: missing }, from);
  const partitionOffsets = [...offsets].map(([partition, offset]) => ({ partition, offset }));
  try {
    await connection.admin.alterConsumerGroupOffsets({
      groupId,
      topics: [{ name: topic, partitionOffsets }],
    });
  } catch (error) {
    // Kafka refuses when the group has members: then one of them has done this already.
    const now = await listGroupOffsets(connection, { groupId, topic, partitions });
    if (now.size < partitions.length) throw error;
  }
}

async function listPartitions(connection: KafkaConnection, topic: string): Promise<number[]> {
  const count = (await findPartitionCount(connection, topic)) ?? 0;
  return Array.from({ length: count }, (_, partition) => partition);
}

async function countLag(
  connection: KafkaConnection,
  topic: string,
  group: string,
): Promise<number> {
  const partitions = await listPartitions(connection, topic);
  if (partitions.length === 0) return 0;
  const place = { groupId: groupIdOf(group, topic), topic, partitions };
  const [ends, earliest, kept] = await Promise.all([
    listOffsets(connection, place, 'end'),
    listOffsets(connection, place, 'earliest'),
    listGroupOffsets(connection, place),
  ]);
  let lag = 0n;
  for (const [partition, end] of ends) {
    lag += end - (kept.get(partition) ?? earliest.get(partition) ?? 0n);
  }
  return Number(lag);
}
