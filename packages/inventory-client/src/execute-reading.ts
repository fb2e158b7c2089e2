import type { ByteReader } from './byte-reader.ts';
import { numberTag, partTag } from './field-tags.ts';
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

const idTag = numberTag(1);
const commandTags = {
  holdSeats: partTag(2),
  holdBestAvailable: partTag(3),
  releaseHold: partTag(4),
  confirmHold: partTag(5),
  traceparent: partTag(7),
};
const outcomeTags = {
  hold: partTag(2),
  release: partTag(3),
  confirm: partTag(4),
  return: partTag(5),
  leader: partTag(6),
  extend: partTag(7),
};

/** Undefined when there is something in it that is not read here. */
export function readCommand(reader: ByteReader, end: number): WireCommand | undefined {
  const command: WireCommand = { id: 0, traceparent: '' };
  while (reader.place() < end) {
    const tag = reader.uint();
    if (tag === idTag) command.id = reader.uint();
    else if (tag === commandTags.holdSeats) command.holdSeats = readHoldSeats(reader);
    else if (tag === commandTags.holdBestAvailable)
      command.holdBestAvailable = readHoldBest(reader);
    else if (tag === commandTags.releaseHold) command.releaseHold = readReleaseHold(reader);
    else if (tag === commandTags.confirmHold) command.confirmHold = readConfirmHold(reader);
    else if (tag === commandTags.traceparent) command.traceparent = reader.text();
    else return undefined;
  }
  return command;
}

/** Undefined when there is something in it that is not read here. */
export function readOutcome(reader: ByteReader, end: number): WireOutcome | undefined {
  const outcome: WireOutcome = { id: 0, leader: '' };
  while (reader.place() < end) {
    const tag = reader.uint();
    if (tag === idTag) outcome.id = reader.uint();
    else if (tag === outcomeTags.hold) outcome.hold = readHoldReply(reader);
    else if (tag === outcomeTags.release) outcome.release = readResult(reader);
    else if (tag === outcomeTags.confirm) outcome.confirm = readResult(reader);
    else if (tag === outcomeTags.return) outcome.return = readResult(reader);
    else if (tag === outcomeTags.leader) outcome.leader = reader.text();
    else if (tag === outcomeTags.extend) outcome.extend = readHoldReply(reader);
    else return undefined;
  }
  return outcome;
}

function readHoldSeats(reader: ByteReader): WireHoldSeats {
  const command = { ...unnamed, seatNos: none, holdSeconds: 0, accessible: false };
  for (const end = endOfPart(reader); reader.place() < end; ) {
    const tag = reader.uint();
    if (tag === partTag(1)) command.performanceId = reader.likelyText();
    else if (tag === partTag(2)) command.holdId = reader.text();
    else if (tag === partTag(3)) command.customerId = reader.text();
    else if (tag === partTag(4)) command.seatNos = readNumbers(reader, command.seatNos);
    else if (tag === numberTag(4)) command.seatNos = [...command.seatNos, reader.uint()];
    else if (tag === numberTag(5)) command.holdSeconds = reader.uint();
    else if (tag === numberTag(6)) command.accessible = reader.uint() !== 0;
    else pass(reader, tag);
  }
  return command;
}

function readHoldBest(reader: ByteReader): WireHoldBestAvailable {
  const wanted = { levelCode: '', quantity: 0, sectionId: '', holdSeconds: 0, accessible: false };
  const command = { ...unnamed, ...wanted };
  for (const end = endOfPart(reader); reader.place() < end; ) {
    const tag = reader.uint();
    if (tag === partTag(1)) command.performanceId = reader.likelyText();
    else if (tag === partTag(2)) command.holdId = reader.text();
    else if (tag === partTag(3)) command.customerId = reader.text();
    else if (tag === partTag(4)) command.levelCode = reader.text();
    else if (tag === numberTag(5)) command.quantity = reader.uint();
    else if (tag === partTag(6)) command.sectionId = reader.text();
    else if (tag === numberTag(7)) command.holdSeconds = reader.uint();
    else if (tag === numberTag(8)) command.accessible = reader.uint() !== 0;
    else pass(reader, tag);
  }
  return command;
}

function readReleaseHold(reader: ByteReader): WireReleaseHold {
  const command = { ...unnamed };
  for (const end = endOfPart(reader); reader.place() < end; ) {
    const tag = reader.uint();
    if (tag === partTag(1)) command.performanceId = reader.likelyText();
    else if (tag === partTag(2)) command.holdId = reader.text();
    else if (tag === partTag(3)) command.customerId = reader.text();
    else pass(reader, tag);
  }
  return command;
}

function readConfirmHold(reader: ByteReader): WireConfirmHold {
  const command = { ...unnamed, fence: 0, bookingId: '' };
  for (const end = endOfPart(reader); reader.place() < end; ) {
    const tag = reader.uint();
    if (tag === partTag(1)) command.performanceId = reader.likelyText();
    else if (tag === partTag(2)) command.holdId = reader.text();
    else if (tag === partTag(3)) command.customerId = reader.text();
    else if (tag === numberTag(4)) command.fence = reader.uint();
    else if (tag === partTag(5)) command.bookingId = reader.text();
    else pass(reader, tag);
  }
  return command;
}

function readHoldReply(reader: ByteReader): WireHoldReply {
  const numbers = { result: 0, fence: 0, expiresAtMs: 0, limit: 0 };
  const reply = { ...numbers, seatNos: none, conflicts: none };
  for (const end = endOfPart(reader); reader.place() < end; ) {
    const tag = reader.uint();
    if (tag === numberTag(1)) reply.result = reader.uint();
    else if (tag === partTag(2)) reply.seatNos = readNumbers(reader, reply.seatNos);
    else if (tag === numberTag(2)) reply.seatNos = [...reply.seatNos, reader.uint()];
    else if (tag === numberTag(3)) reply.fence = reader.uint();
    else if (tag === numberTag(4)) reply.expiresAtMs = reader.uint();
    else if (tag === partTag(5)) reply.conflicts = readNumbers(reader, reply.conflicts);
    else if (tag === numberTag(5)) reply.conflicts = [...reply.conflicts, reader.uint()];
    else if (tag === numberTag(6)) reply.limit = reader.uint();
    else pass(reader, tag);
  }
  return reply;
}

function readResult(reader: ByteReader): WireResultReply {
  let result = 0;
  for (const end = endOfPart(reader); reader.place() < end; ) {
    const tag = reader.uint();
    if (tag === numberTag(1)) result = reader.uint();
    else pass(reader, tag);
  }
  return { result };
}

const none: readonly number[] = [];
const unnamed = { performanceId: '', holdId: '', customerId: '' };

function endOfPart(reader: ByteReader): number {
  const length = reader.uint();
  return reader.place() + length;
}

/** As a rule there are none before them. */
function readNumbers(reader: ByteReader, before: readonly number[]): readonly number[] {
  const values = reader.uintsUntil(endOfPart(reader));
  return before.length === 0 ? values : [...before, ...values];
}

/** Passes over a field that a newer release has put in. */
function pass(reader: ByteReader, tag: number): void {
  const form = tag & 7;
  if (form === 0) reader.uint();
  else if (form === 1) reader.goTo(reader.place() + 8);
  else if (form === 2) reader.goTo(endOfPart(reader));
  else if (form === 5) reader.goTo(reader.place() + 4);
  else throw new RangeError(`a field of form ${form} is not known`);
}
