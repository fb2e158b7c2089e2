import { Consumer } from '@platformatic/kafka';
import {
  groupIdOf,
  type KafkaConnection,
  listGroupOffsets,
  listOffsets,
} from './kafka-connection.ts';
import { batchesOf, toFetchPartition } from './kafka-fetching.ts';
import { type PartitionReading, takeBatch } from './kafka-partition.ts';
import { kafkaFetchBytesMax, kafkaFetchWaitMs } from './limits.ts';
import type { BusMessage } from './port.ts';

/** What the group has not finished, the oldest first; nobody joins or saves anything. */
export async function peekKafka(
  connection: KafkaConnection,
  place: { topic: string; group: string; partitions: readonly number[] },
  countMax: number,
): Promise<BusMessage[]> {
  const groupId = groupIdOf(place.group, place.topic);
  const [earliest, ends, kept] = await Promise.all([
    listOffsets(connection, place, 'earliest'),
    listOffsets(connection, place, 'latest'),
    listGroupOffsets(connection, { ...place, groupId }),
  ]);
  const fetcher = new Consumer({ ...connection.options, groupId });
  const found: BusMessage[] = [];
  try {
    for (const [partition, end] of ends) {
      const from = kept.get(partition) ?? earliest.get(partition) ?? 0n;
      found.push(...(await readPartition(fetcher, { ...place, partition, from, end }, countMax)));
    }
  } finally {
    await fetcher.close(true);
  }
  return found.toSorted((one, other) => one.time.localeCompare(other.time)).slice(0, countMax);
}

async function readPartition(
  fetcher: Consumer,
  at: { topic: string; partition: number; from: bigint; end: bigint },
  countMax: number,
): Promise<BusMessage[]> {
  const found: BusMessage[] = [];
  const reading: PartitionReading = {
    partition: at.partition,
    nextOffset: at.from,
    work: { add: (_position, message) => void found.push(message) },
  };
  const metadata = await fetcher.metadata({ topics: [at.topic] });
  const topic = metadata.topics.get(at.topic);
  const node = topic?.partitions[at.partition]?.leader;
  if (topic === undefined || node === undefined) throw new Error(`${at.topic} has no leader`);
  while (reading.nextOffset < at.end && found.length < countMax) {
    const before = reading.nextOffset;
    const response = await fetcher.fetch({
      node,
      minBytes: 1,
      maxWaitTime: kafkaFetchWaitMs,
      maxBytes: kafkaFetchBytesMax,
      topics: [{ topicId: topic.id, partitions: [toFetchPartition(reading)] }],
    });
    for (const [part, batch] of batchesOf(response, topic.id, [reading])) {
      takeBatch(part, batch, () => undefined);
    }
    // Retention or an open transaction may keep the rest from us.
    if (reading.nextOffset === before) break;
  }
  return found;
}
