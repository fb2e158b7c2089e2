import type { RecordsBatch } from '@platformatic/kafka';
import type { OrderedWork } from './ordered-work.ts';
import type { BusMessage } from './port.ts';

/** A partition that is read, and where its messages go. */
export interface PartitionReading {
  readonly partition: number;
  readonly work: Pick<OrderedWork, 'add'>;
  /** The offset to fetch next: behind all messages taken, and behind what is not for readers. */
  nextOffset: bigint;
}

/** One partition in the hands of this process. */
export interface PartitionWork extends PartitionReading {
  readonly work: OrderedWork;
  savedOffset: bigint;
}

/** A control record tells readers where a transaction ended (Kafka's record batch attributes). */
const controlBatch = 0x20;

/**
 * Takes a batch's messages in hand. A record that is no message of the bus is reported and passed
 * over: it never will be one.
 */
export function takeBatch(
  part: PartitionReading,
  batch: RecordsBatch,
  reportUnreadable: (offset: bigint, error: unknown) => void,
): void {
  const records = batch.attributes & controlBatch ? [] : batch.records;
  for (const record of records) {
    const offset = batch.firstOffset + BigInt(record.offsetDelta);
    // A batch comes whole, even when only its end is new.
    if (offset < part.nextOffset) continue;
    try {
      part.work.add(Number(offset), decodeMessage(record.value));
    } catch (error) {
      reportUnreadable(offset, error);
    }
  }
  const next = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
  if (next > part.nextOffset) part.nextOffset = next;
}

/** Behind all that is finished; with nothing in hand, also behind what is not for readers. */
export function finishedOffset({ work, nextOffset }: PartitionWork): bigint {
  return work.size() === 0 ? nextOffset : BigInt(work.finishedUpTo() + 1);
}

function decodeMessage(value: Buffer | null): BusMessage {
  const message = JSON.parse(value?.toString() ?? '') as BusMessage;
  for (const field of ['id', 'key', 'type', 'time'] as const) {
    if (typeof message[field] !== 'string') throw new Error(`a message needs a ${field}`);
  }
  return message;
}
