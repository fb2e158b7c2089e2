import type { Consumer, RecordsBatch } from '@platformatic/kafka';
import type { PartitionReading, PartitionWork } from './kafka-partition.ts';
import {
  kafkaFetchBytesMax,
  kafkaFetchPartitionBytesMax,
  kafkaFetchWaitMs,
  kafkaRetryMs,
  pollMs,
} from './limits.ts';

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;

interface FetchingDependencies {
  /** Fetches only: its connections may wait for messages. */
  readonly fetcher: Consumer;
  readonly topic: string;
  /** The partitions that have room for messages. */
  readonly openPartitions: () => PartitionWork[];
  readonly onBatch: (part: PartitionWork, batch: RecordsBatch) => void;
  readonly onFailure: (error: unknown) => Promise<void>;
}

export interface Fetching {
  /** There may be room that was not there before. */
  goOn(): void;
  /** From now on nothing more arrives. */
  stop(): void;
}

/** Keeps one request waiting at every broker that leads some of the partitions. */
export function startFetching(dependencies: FetchingDependencies): Fetching {
  const { fetcher, topic } = dependencies;
  const busyNodes = new Set<number>();
  let stopped = false;

  async function fetchAll(): Promise<void> {
    if (stopped) return;
    try {
      const metadata = await fetcher.metadata({ topics: [topic] });
      const found = metadata.topics.get(topic);
      if (stopped || found === undefined) return;
      const byLeader = Map.groupBy(
        dependencies.openPartitions(),
        ({ partition }) => found.partitions[partition]?.leader,
      );
      for (const [node, parts] of byLeader) {
        if (node !== undefined && !busyNodes.has(node)) void fetchFrom(node, found.id, parts);
      }
    } catch (error) {
      if (!stopped) await dependencies.onFailure(error);
    }
  }

  async function fetchFrom(node: number, topicId: string, parts: PartitionWork[]): Promise<void> {
    busyNodes.add(node);
    try {
      const response = await fetcher.fetch({
        node,
        minBytes: 1,
        maxWaitTime: kafkaFetchWaitMs,
        maxBytes: kafkaFetchBytesMax,
        topics: [{ topicId, partitions: parts.map(toFetchPartition) }],
      });
      busyNodes.delete(node);
      if (stopped) return;
      for (const [part, batch] of batchesOf(response, topicId, parts)) {
        dependencies.onBatch(part, batch);
      }
      goOn();
    } catch (error) {
      if (stopped) return;
      await dependencies.onFailure(error);
      // The node stays busy for the pause; the poll goes on from there.
      setTimeout(() => busyNodes.delete(node), kafkaRetryMs);
    }
  }

  function goOn(): void {
    void fetchAll();
  }

  const poll = setInterval(goOn, pollMs);
  goOn();
  return {
    goOn,
    stop() {
      stopped = true;
      clearInterval(poll);
    },
  };
}

export function toFetchPartition({ partition, nextOffset }: PartitionReading) {
  return {
    partition,
    fetchOffset: nextOffset,
    partitionMaxBytes: kafkaFetchPartitionBytesMax,
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
  };
}

/** A broker may also answer for partitions not asked for this time; those are left out. */
export function* batchesOf<Part extends PartitionReading>(
  response: FetchResponse,
  topicId: string,
  parts: readonly Part[],
): Generator<[Part, RecordsBatch]> {
  const ofTopic = response.responses.filter((answer) => answer.topicId === topicId);
  for (const { partitionIndex, records } of ofTopic.flatMap((answer) => answer.partitions)) {
    const part = parts.find(({ partition }) => partition === partitionIndex);
    if (part !== undefined) for (const batch of records ?? []) yield [part, batch];
  }
}
