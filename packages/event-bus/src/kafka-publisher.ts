import { randomUUID } from 'node:crypto';
import { compatibilityPartitioner, type MessageToProduce, Producer } from '@platformatic/kafka';
import type { CheckedMessage } from './check-messages.ts';
import { countPartitions, ensureTopic, type KafkaConnection } from './kafka-connection.ts';
import { kafkaPublishMsMax, publishBatchBytesMax } from './limits.ts';
import { createPublishQueue, type PublishCall, type PublishQueue } from './publish-queue.ts';
import { within } from './within.ts';

type Transaction = Awaited<ReturnType<Producer['beginTransaction']>>;

export interface KafkaPublisher extends PublishQueue {
  close(): Promise<void>;
}

/**
 * Publishes one topic. A partition takes its part of a batch whole or not at all, so calls within
 * one partition each need nothing more; when a call spans partitions, its batch is a transaction.
 * Keys are spread as Kafka's own clients do it (murmur2), so that others find the same partitions.
 */
export function createKafkaPublisher(connection: KafkaConnection, topic: string): KafkaPublisher {
  let topicExists = false;
  let plain: Producer | undefined;
  let transactional: Producer | undefined;

  function openProducer(transactionalId?: string): Producer {
    return new Producer({
      ...connection.options,
      idempotent: true,
      ...(transactionalId === undefined ? {} : { transactionalId }),
    });
  }

  /** A broker that does not answer costs the producers, so that nothing is written late. */
  async function writeBatchInTime(calls: readonly PublishCall[]): Promise<void> {
    const givenUp = new AbortController();
    try {
      const written = writeBatch(calls, givenUp.signal);
      await within(kafkaPublishMsMax, `publishing to ${topic}`, written);
    } catch (error) {
      givenUp.abort(error);
      closeProducers().catch(() => undefined);
      throw error;
    }
  }

  async function closeProducers(): Promise<void> {
    const producers = [plain, transactional];
    plain = undefined;
    transactional = undefined;
    await Promise.all(producers.map((producer) => producer?.close(true)));
  }

  async function writeBatch(calls: readonly PublishCall[], givenUp: AbortSignal): Promise<void> {
    if (!topicExists) await ensureTopic(connection, topic);
    topicExists = true;
    const partitions = await countPartitions(connection.admin, topic);
    givenUp.throwIfAborted();
    const batch = calls.map((call) => call.map((checked) => toRecord(checked, topic, partitions)));
    const chunks = cutIntoChunks(calls.flat(), batch.flat());
    if (chunks.length === 1 && batch.every(isOfOnePartition)) {
      plain ??= openProducer();
      await plain.send({ messages: batch.flat() });
    } else {
      await writeTransaction(chunks);
    }
  }

  async function writeTransaction(chunks: readonly MessageToProduce[][]): Promise<void> {
    transactional ??= openProducer(`${connection.options.clientId}-${topic}-${randomUUID()}`);
    const producer = transactional;
    let transaction: Transaction | undefined;
    try {
      transaction = await producer.beginTransaction();
      for (const messages of chunks) await transaction.send({ messages });
      await transaction.commit();
    } catch (error) {
      // The next one begins with a producer whose state is known. Aborting at once spares
      // consumers the wait until the transaction times out.
      transactional = undefined;
      await transaction?.abort().catch(() => undefined);
      await producer.close().catch(() => undefined);
      throw error;
    }
  }

  const queue = createPublishQueue(topic, writeBatchInTime);
  return {
    ...queue,
    async close() {
      await queue.settle();
      await closeProducers();
    },
  };
}

function toRecord(checked: CheckedMessage, topic: string, partitions: number): MessageToProduce {
  const { data, ...fields } = checked.message;
  const key = Buffer.from(fields.key);
  return {
    topic,
    key,
    value: Buffer.from(JSON.stringify({ ...fields, data })),
    partition: compatibilityPartitioner({ topic, key }, key) % partitions,
  };
}

function isOfOnePartition(call: readonly MessageToProduce[]): boolean {
  return call.every(({ partition }) => partition === call[0]?.partition);
}

/** A call that is larger than what a partition takes at once goes in several requests. */
function cutIntoChunks(
  checked: readonly CheckedMessage[],
  records: readonly MessageToProduce[],
): MessageToProduce[][] {
  const chunks: MessageToProduce[][] = [[]];
  let bytes = 0;
  for (const [index, record] of records.entries()) {
    const size = checked[index]?.bytes ?? 0;
    if (bytes > 0 && bytes + size > publishBatchBytesMax) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(record);
    bytes += size;
  }
  return chunks;
}
