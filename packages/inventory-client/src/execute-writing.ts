import type { ByteWriter } from './byte-writer.ts';
import { batchTag, numberTag, partTag } from './field-tags.ts';
import type {
  WireCommand,
  WireConfirmHold,
  WireHoldBestAvailable,
  WireHoldReply,
  WireHoldSeats,
  WireOutcome,
  WireReleaseHold,
  WireResultReply,
} from './wire.ts';

/** False, and nothing is written, when it is none of those written here. */
export function writeCommand(writer: ByteWriter, command: WireCommand): boolean {
  const { holdSeats, holdBestAvailable, releaseHold, confirmHold, traceparent } = command;
  if (confirmHold !== undefined && !isPlain(confirmHold.fence)) return false;
  if (!(holdSeats ?? holdBestAvailable ?? releaseHold ?? confirmHold)) return false;
  writer.uint(batchTag);
  const begun = writer.begin();
  writeNumber(writer, 1, command.id);
  if (holdSeats) writePart(writer, 2, holdSeats, writeHoldSeats);
  else if (holdBestAvailable) writePart(writer, 3, holdBestAvailable, writeHoldBestAvailable);
  else if (releaseHold) writePart(writer, 4, releaseHold, writeReleaseHold);
  else if (confirmHold) writePart(writer, 5, confirmHold, writeConfirmHold);
  writeText(writer, 7, traceparent);
  writer.end(begun);
  return true;
}

/** False, and nothing is written, when it is none of those written here. */
export function writeOutcome(writer: ByteWriter, outcome: WireOutcome): boolean {
  const { hold, release, confirm, extend, leader } = outcome;
  const result = release ?? confirm ?? outcome.return;
  const held = hold ?? extend;
  if (held !== undefined && !(isPlain(held.fence) && isPlain(held.expiresAtMs))) return false;
  if (!(held ?? result)) return false;
  writer.uint(batchTag);
  const begun = writer.begin();
  writeNumber(writer, 1, outcome.id);
  if (held) writePart(writer, hold ? 2 : 7, held, writeHoldReply);
  else if (result) writePart(writer, release ? 3 : confirm ? 4 : 5, result, writeResult);
  writeText(writer, 6, leader);
  writer.end(begun);
  return true;
}

/** A number that has no sign and no more than 53 bits. */
const isPlain = (value: number) => Number.isSafeInteger(value) && value >= 0;

function writePart<Item>(
  writer: ByteWriter,
  field: number,
  item: Item,
  write: (writer: ByteWriter, item: Item) => void,
): void {
  writer.uint(partTag(field));
  const begun = writer.begin();
  write(writer, item);
  writer.end(begun);
}

function writeHoldSeats(writer: ByteWriter, command: WireHoldSeats): void {
  writeText(writer, 1, command.performanceId);
  writeText(writer, 2, command.holdId);
  writeText(writer, 3, command.customerId);
  writeNumbers(writer, 4, command.seatNos);
  writeNumber(writer, 5, command.holdSeconds);
  writeNumber(writer, 6, command.accessible ? 1 : 0);
}

function writeHoldBestAvailable(writer: ByteWriter, command: WireHoldBestAvailable): void {
  writeText(writer, 1, command.performanceId);
  writeText(writer, 2, command.holdId);
  writeText(writer, 3, command.customerId);
  writeText(writer, 4, command.levelCode);
  writeNumber(writer, 5, command.quantity);
  writeText(writer, 6, command.sectionId);
  writeNumber(writer, 7, command.holdSeconds);
  writeNumber(writer, 8, command.accessible ? 1 : 0);
}

function writeReleaseHold(writer: ByteWriter, command: WireReleaseHold): void {
  writeText(writer, 1, command.performanceId);
  writeText(writer, 2, command.holdId);
  writeText(writer, 3, command.customerId);
}

function writeConfirmHold(writer: ByteWriter, command: WireConfirmHold): void {
  writeReleaseHold(writer, command);
  writeLongNumber(writer, 4, command.fence);
  writeText(writer, 5, command.bookingId);
}

function writeHoldReply(writer: ByteWriter, reply: WireHoldReply): void {
  writeNumber(writer, 1, reply.result);
  writeNumbers(writer, 2, reply.seatNos);
  writeLongNumber(writer, 3, reply.fence);
  writeLongNumber(writer, 4, reply.expiresAtMs);
  writeNumbers(writer, 5, reply.conflicts);
  writeNumber(writer, 6, reply.limit);
}

function writeResult(writer: ByteWriter, { result }: WireResultReply): void {
  writeNumber(writer, 1, result);
}

function writeNumber(writer: ByteWriter, field: number, value: number): void {
  writeLongNumber(writer, field, value >>> 0);
}

/** What has its default value is left out. */
function writeLongNumber(writer: ByteWriter, field: number, value: number): void {
  if (value === 0) return;
  writer.uint(numberTag(field));
  writer.uint(value);
}

function writeNumbers(writer: ByteWriter, field: number, values: readonly number[]): void {
  if (values.length === 0) return;
  writer.uint(partTag(field));
  const begun = writer.begin();
  for (const value of values) writer.uint(value >>> 0);
  writer.end(begun);
}

function writeText(writer: ByteWriter, field: number, value: string | undefined): void {
  if (!value) return;
  writer.uint(partTag(field));
  writer.text(value);
}
