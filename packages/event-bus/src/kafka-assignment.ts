import type { Consumer } from '@platformatic/kafka';
import { createCoalescedSave } from './coalesced-save.ts';
import { startFetching } from './kafka-fetching.ts';
import { finishedOffset, type PartitionWork, takeBatch } from './kafka-partition.ts';
import { cursorSaveMs, keysAtOnceMax, windowMessagesMax } from './limits.ts';
import { createOrderedWork } from './ordered-work.ts';
import type { SubscribeOptions } from './port.ts';
import type { BusProblem } from './report-problem.ts';

/** What a consumer does between two rebalances of its group. */
export interface KafkaAssignment {
  /** Starts what may start now; call it when `mayStart` turned true. */
  resume(): void;
  /** Starts no more handlers, and waits for those that run. */
  stop(): Promise<void>;
  /** After `stop`: saves the group's place, if asked to, and ends. */
  end(how: { save: boolean }): Promise<void>;
}

export interface AssignmentDependencies {
  readonly fetcher: Consumer;
  /** Saves the group's place: partition -> next offset. */
  readonly commit: (offsets: ReadonlyMap<number, bigint>) => Promise<void>;
  readonly earliestOffsets: (partitions: readonly number[]) => Promise<Map<number, bigint>>;
  readonly mayStart: () => boolean;
  readonly report: (problem: Omit<BusProblem, 'topic' | 'group'>) => void;
}

/** Consumes the given partitions, each from its offset, until it is stopped. */
export function startKafkaAssignment(
  dependencies: AssignmentDependencies,
  options: SubscribeOptions,
  offsets: ReadonlyMap<number, bigint>,
): KafkaAssignment {
  const { report } = dependencies;
  const parts = [...offsets].map(([partition, offset]) => openPartition(partition, offset));
  const saver = createCoalescedSave(() => saveOffsets(dependencies, parts), cursorSaveMs);
  const fetching = startFetching({
    fetcher: dependencies.fetcher,
    topic: options.topic,
    openPartitions: () => parts.filter(({ work }) => work.room() > 0),
    onBatch(part, batch) {
      takeBatch(part, batch, (offset, error) =>
        report({ doing: `read offset ${offset} of partition ${part.partition}`, error }),
      );
      saver.soon();
    },
    async onFailure(error) {
      report({ doing: 'fetch', error });
      await skipDeletedMessages(dependencies, parts);
    },
  });

  function openPartition(partition: number, offset: bigint): PartitionWork {
    const work = createOrderedWork({
      startPosition: Number(offset) - 1,
      keysAtOnceMax: Math.max(1, Math.ceil(keysAtOnceMax / offsets.size)),
      onMessage: options.onMessage,
      mayStart: dependencies.mayStart,
      onProgress: () => saver.soon(),
      onRoom() {
        if (work.room() === windowMessagesMax / 2) fetching.goOn();
      },
      onRejection: (message, attempt, error) =>
        report({ doing: 'handle message', error, messageId: message.id, attempt }),
    });
    return { partition, work, nextOffset: offset, savedOffset: offset };
  }

  return {
    resume() {
      for (const { work } of parts) work.resume();
    },
    async stop() {
      fetching.stop();
      await Promise.all(parts.map(({ work }) => work.stop()));
    },
    end: ({ save }) => (save ? saver.finish() : saver.abandon()),
  };
}

async function saveOffsets(
  { commit, report }: AssignmentDependencies,
  parts: readonly PartitionWork[],
): Promise<void> {
  const moved = parts.filter((part) => finishedOffset(part) > part.savedOffset);
  if (moved.length === 0) return;
  const finished = moved.map((part) => ({ part, offset: finishedOffset(part) }));
  try {
    await commit(new Map(finished.map(({ part, offset }) => [part.partition, offset])));
    for (const { part, offset } of finished) part.savedOffset = offset;
  } catch (error) {
    report({ doing: 'save cursor', error });
  }
}

/** Retention may have deleted what a group that was away for long has not read. */
async function skipDeletedMessages(
  { earliestOffsets, report }: AssignmentDependencies,
  parts: readonly PartitionWork[],
): Promise<void> {
  try {
    const earliest = await earliestOffsets(parts.map(({ partition }) => partition));
    for (const part of parts) {
      const first = earliest.get(part.partition) ?? 0n;
      if (first > part.nextOffset) part.nextOffset = first;
    }
  } catch (error) {
    report({ doing: 'list offsets', error });
  }
}
