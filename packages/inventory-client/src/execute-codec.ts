import type { MethodDefinition } from '@grpc/grpc-js';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { type ByteWriter, createByteWriter } from './byte-writer.ts';
import { readCommand, readOutcome } from './execute-reading.ts';
import { writeCommand, writeOutcome } from './execute-writing.ts';
import { batchTag } from './field-tags.ts';
import type { WireCommand, WireOutcome } from './wire.ts';

export type ExecuteMethod = MethodDefinition<
  { commands: WireCommand[] },
  { outcomes: WireOutcome[] }
>;

/**
 * `Execute` with codecs of our own for what comes by the ten thousand a second; they write and read the
 * same protobuf as the given ones, which serve all else. A batch is a list of parts that each stand alone,
 * so the two go together in one message.
 */
export function withFastCodecs(method: ExecuteMethod): ExecuteMethod {
  return {
    ...method,
    requestSerialize: ({ commands }) =>
      writeBatch(commands, writeCommand, (command) =>
        method.requestSerialize({ commands: [command] }),
      ),
    requestDeserialize: (bytes) => ({
      commands: readBatch(bytes, readCommand, (part) => method.requestDeserialize(part).commands),
    }),
    responseSerialize: ({ outcomes }) =>
      writeBatch(outcomes, writeOutcome, (outcome) =>
        method.responseSerialize({ outcomes: [outcome] }),
      ),
    responseDeserialize: (bytes) => ({
      outcomes: readBatch(bytes, readOutcome, (part) => method.responseDeserialize(part).outcomes),
    }),
  };
}

const writer = createByteWriter();

/** @param write answers false, having written nothing, for what `writeOther` must write. */
function writeBatch<Item>(
  items: readonly Item[],
  write: (writer: ByteWriter, item: Item) => boolean,
  writeOther: (item: Item) => Buffer,
): Buffer {
  writer.clear();
  for (const item of items) if (!write(writer, item)) writer.append(writeOther(item));
  // A copy: the transport keeps it until it is sent.
  return Buffer.from(writer.bytes());
}

/** @param read answers undefined for what `readOther` must read. */
function readBatch<Item>(
  bytes: Buffer,
  read: (reader: ByteReader, end: number) => Item | undefined,
  readOther: (part: Buffer) => readonly Item[],
): Item[] {
  const reader = createByteReader(bytes);
  const items: Item[] = [];
  while (!reader.isAtEnd()) {
    const start = reader.place();
    if (reader.uint() !== batchTag) throw new RangeError('this is no batch');
    const length = reader.uint();
    const end = reader.place() + length;
    const item = read(reader, end);
    reader.goTo(end);
    if (item === undefined) items.push(...readOther(bytes.subarray(start, end)));
    else items.push(item);
  }
  return items;
}
