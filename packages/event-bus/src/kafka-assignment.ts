import type { Consumer, RecordsBatch } from '@platformatic/kafka';
import { createCoalescedSave } from './coalesced-save.ts';
import {
  cursorSaveMs,
  kafkaFetchBytesMax,
  kafkaFetchPartitionBytesMax,
  kafkaFetchWaitMs,
  kafkaRetryMs,
  keysAtOnceMax,
  pollMs,
  windowMessagesMax,
} from './limits.ts';
import { createOrderedWork, type OrderedWork } from './ordered-work.ts';
import type { BusMessage, SubscribeOptions } from './port.ts';
import type { BusProblem } from './report-problem.ts';

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;

/** One partition in the hands of this process. */
interface PartitionWork {
  readonly partition: number;
  readonly work: OrderedWork;
  /** The offset to fetch next: behind all messages taken, and behind what is not for readers. */
  nextOffset: bigint;
  savedOffset: bigint;
}

/** What a consumer does between two rebalances of its group. */
export interface KafkaAssignment {
  /** Starts what may start now; call it when `mayStart` turned true. */
  resume(): void;
  /** Starts no more handlers, waits for those that run, and saves the group's place if asked to. */
  stop(how: { save: boolean }): Promise<void>;
}

interface AssignmentDependencies {
  /** Fetches only; its connections may wait for messages. */
  readonly fetcher: Consumer;
  /** Saves the group's place: partition -> next offset. */
  readonly commit: (offsets: ReadonlyMap<number, bigint>) => Promise<void>;
  readonly earliestOffsets: (partitions: readonly number[]) => Promise<Map<number, bigint>>;
  readonly mayStart: () => boolean;
  readonly report: (problem: Omit<BusProblem, 'topic' | 'group'>) => void;
}

/** A control record tells readers where a transaction ended (Kafka's record batch attributes). */
const controlBatch = 0x20;

/** Consumes the given partitions, each from its offset, until it is stopped. */
export function startKafkaAssignment(
  dependencies: AssignmentDependencies,
  options: SubscribeOptions,
  offsets: ReadonlyMap<number, bigint>,
): KafkaAssignment {
  const { fetcher, report } = dependencies;
  const { topic } = options;
  const parts = new Map([...offsets].map(([id, offset]) => [id, openPartition(id, offset)]));
  const busyNodes = new Set<number>();
  const saver = createCoalescedSave(save, cursorSaveMs);
  let stopped = false;
  const poll = setInterval(fetchAll, pollMs);
  fetchAll();

  function openPartition(partition: number, offset: bigint): PartitionWork {
    const work = createOrderedWork({
      startPosition: Number(offset) - 1,
      keysAtOnceMax: Math.max(1, Math.ceil(keysAtOnceMax / offsets.size)),
      onMessage: options.onMessage,
      mayStart: dependencies.mayStart,
      onProgress() {
        saver.soon();
        if (work.size() === windowMessagesMax / 2) fetchAll();
      },
      onRejection: (message, attempt, error) =>
        report({ doing: 'handle message', error, messageId: message.id, attempt }),
    });
    return { partition, work, nextOffset: offset, savedOffset: offset };
  }

  /** Asks every broker that leads some of the partitions and is not being asked already. */
  async function fetchAll(): Promise<void> {
    if (stopped) return;
    try {
      const metadata = await fetcher.metadata({ topics: [topic] });
      const found = metadata.topics.get(topic);
      if (stopped || found === undefined) return;
      const open = [...parts.values()].filter(({ work }) => work.size() < windowMessagesMax);
      const byLeader = Map.groupBy(open, ({ partition }) => found.partitions[partition]?.leader);
      for (const [node, wanted] of byLeader) {
        if (node === undefined || busyNodes.has(node)) continue;
        busyNodes.add(node);
        void fetchFrom(node, found.id, wanted);
      }
    } catch (error) {
      if (!stopped) report({ doing: 'find leaders', error });
    }
  }

  async function fetchFrom(node: number, topicId: string, wanted: PartitionWork[]): Promise<void> {
    try {
      const response = await fetcher.fetch({
        node,
        minBytes: 1,
        maxWaitTime: kafkaFetchWaitMs,
        maxBytes: kafkaFetchBytesMax,
        topics: [{ topicId, partitions: wanted.map(toFetchPartition) }],
      });
      busyNodes.delete(node);
      if (stopped) return;
      take(response, topicId, new Set(wanted));
      void fetchAll();
    } catch (error) {
      if (stopped) return;
      report({ doing: 'fetch', error });
      await skipDeletedMessages();
      // The node stays busy for the pause; the poll goes on from there.
      setTimeout(() => busyNodes.delete(node), kafkaRetryMs);
    }
  }

  function take(response: FetchResponse, topicId: string, wanted: Set<PartitionWork>): void {
    const ofTopic = response.responses.filter((answer) => answer.topicId === topicId);
    for (const { partitionIndex, records } of ofTopic.flatMap((answer) => answer.partitions)) {
      const part = parts.get(partitionIndex);
      // A broker may still answer for a partition that was not asked for this time.
      if (part !== undefined && wanted.has(part)) for (const b of records ?? []) addBatch(part, b);
    }
  }

  function addBatch(part: PartitionWork, batch: RecordsBatch): void {
    if ((batch.attributes & controlBatch) === 0) {
      for (const record of batch.records) {
        const offset = batch.firstOffset + BigInt(record.offsetDelta);
        // A batch comes whole, even when only its end is new.
        if (offset < part.nextOffset) continue;
        const message = decode(record.value, part.partition, offset);
        if (message !== undefined) part.work.add(Number(offset), message);
      }
    }
    const next = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
    if (next > part.nextOffset) part.nextOffset = next;
    saver.soon();
  }

  /** A record that is no message of the bus is reported and passed over: it never will be one. */
  function decode(value: Buffer | null, partition: number, offset: bigint): BusMessage | undefined {
    try {
      const message = JSON.parse(value?.toString() ?? '') as BusMessage;
      if (typeof message.id === 'string' && typeof message.key === 'string') return message;
      throw new Error('a message needs an id and a key');
    } catch (error) {
      report({ doing: `read offset ${offset} of partition ${partition}`, error });
      return undefined;
    }
  }

  /** Retention may have deleted what a group that was away for long has not read. */
  async function skipDeletedMessages(): Promise<void> {
    try {
      const earliest = await dependencies.earliestOffsets([...parts.keys()]);
      for (const part of parts.values()) {
        const first = earliest.get(part.partition) ?? 0n;
        if (first > part.nextOffset) part.nextOffset = first;
      }
    } catch (error) {
      report({ doing: 'list offsets', error });
    }
  }

  async function save(): Promise<void> {
    const moved = [...parts.values()].filter((part) => finishedOffset(part) > part.savedOffset);
    if (moved.length === 0) return;
    const offsetsNow = new Map(moved.map((part) => [part.partition, finishedOffset(part)]));
    try {
      await dependencies.commit(offsetsNow);
      for (const part of moved) part.savedOffset = offsetsNow.get(part.partition) as bigint;
    } catch (error) {
      report({ doing: 'save cursor', error });
    }
  }

  return {
    resume() {
      for (const { work } of parts.values()) work.resume();
    },
    async stop(how) {
      stopped = true;
      clearInterval(poll);
      await Promise.all([...parts.values()].map(({ work }) => work.stop()));
      await (how.save ? saver.finish() : saver.abandon());
    },
  };
}

function toFetchPartition({ partition, nextOffset }: PartitionWork) {
  return {
    partition,
    fetchOffset: nextOffset,
    partitionMaxBytes: kafkaFetchPartitionBytesMax,
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
  };
}

/** With nothing in hand, the group is also past the records that are not for readers. */
function finishedOffset({ work, nextOffset }: PartitionWork): bigint {
  return work.size() === 0 ? nextOffset : BigInt(work.finishedUpTo() + 1);
}
