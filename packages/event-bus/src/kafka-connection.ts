import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Admin,
  type BaseOptions,
  FetchIsolationLevels,
  ListOffsetTimestamps,
} from '@platformatic/kafka';
import { isDeadLetterTopic } from './dead-letters.ts';
import { kafkaRetriesMax, kafkaRetryMs, kafkaTopicPartitions } from './limits.ts';

/** What every client of one bus is opened with. */
export type KafkaClientOptions = Pick<
  BaseOptions,
  'clientId' | 'bootstrapBrokers' | 'tls' | 'sasl' | 'retries' | 'retryDelay'
>;

export interface KafkaConnection {
  readonly options: KafkaClientOptions;
  readonly admin: Admin;
}

/** A group's place is kept per topic, so that topics do not disturb each other's assignments. */
export const groupIdOf = (group: string, topic: string): string => `${group}.${topic}`;

/** Whether a broker's answer anywhere inside the error carries this code. */
function hasKafkaCode(error: unknown, code: string): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('apiId' in error && error.apiId === code) return true;
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return inner.some((one) => hasKafkaCode(one, code));
}

/** The number of a topic's partitions; undefined when there is no such topic. */
export async function findPartitionCount(
  { admin }: KafkaConnection,
  topic: string,
): Promise<number | undefined> {
  const topics = await admin.listTopics();
  return topics.includes(topic) ? countPartitions(admin, topic) : undefined;
}

/** For a topic that exists; cheap, because the client keeps what it knows for seconds. */
export async function countPartitions(admin: Admin, topic: string): Promise<number> {
  const metadata = await admin.metadata({ topics: [topic] });
  const found = metadata.topics.get(topic);
  if (found === undefined) throw new Error(`Kafka does not know the topic ${topic}`);
  return found.partitionsCount;
}

/** Creates a topic that is missing; resolves when its partitions are known. */
export async function ensureTopic({ admin }: KafkaConnection, topic: string): Promise<void> {
  const topics = await admin.listTopics();
  if (!topics.includes(topic)) {
    try {
      // As many replicas as the cluster's default.replication.factor says.
      await admin.createTopics({
        topics: [topic],
        partitions: kafkaTopicPartitions,
        replicas: -1,
        configs: isDeadLetterTopic(topic) ? [{ name: 'retention.ms', value: '-1' }] : [],
      });
    } catch (error) {
      if (!hasKafkaCode(error, 'TOPIC_ALREADY_EXISTS')) throw error;
    }
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      await countPartitions(admin, topic);
      return;
    } catch (error) {
      // Right after its creation not every broker knows a topic and its leaders.
      if (attempt > kafkaRetriesMax) throw error;
      await sleep(kafkaRetryMs);
    }
  }
}

/**
 * Offsets of partitions: the first one kept, the next one that a consumer would see, or the end,
 * which is ahead of that while transactions are open or Kafka has not yet marked them as committed.
 */
export async function listOffsets(
  { admin }: KafkaConnection,
  place: { topic: string; partitions: readonly number[] },
  which: 'earliest' | 'latest' | 'end',
): Promise<Map<number, bigint>> {
  const timestamp =
    which === 'earliest' ? ListOffsetTimestamps.EARLIEST : ListOffsetTimestamps.LATEST;
  const partitions = place.partitions.map((partitionIndex) => ({ partitionIndex, timestamp }));
  const topics = await admin.listOffsets({
    topics: [{ name: place.topic, partitions }],
    isolationLevel:
      which === 'end' ? FetchIsolationLevels.READ_UNCOMMITTED : FetchIsolationLevels.READ_COMMITTED,
  });
  const found = topics.flatMap((topic) => topic.partitions);
  return new Map(found.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
}

/** The offsets that a group goes on from, without the partitions in which it never was. */
export async function listGroupOffsets(
  { admin }: KafkaConnection,
  place: { groupId: string; topic: string; partitions: readonly number[] },
): Promise<Map<number, bigint>> {
  const topics = [{ name: place.topic, partitionIndexes: [...place.partitions] }];
  const groups = await admin.listConsumerGroupOffsets({
    groups: [{ groupId: place.groupId, topics }],
  });
  const found = groups.flatMap((group) => group.topics).flatMap((topic) => topic.partitions);
  return new Map(
    found
      .filter(({ committedOffset }) => committedOffset >= 0n)
      .map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
  );
}
