import { readVarint, writeVarint } from './varint.ts';

/** All seats of a performance: one byte a seat (0 available, 1 held, 2 sold, 3 blocked). */
export interface SeatStatusSnapshot {
  /** Grows with every change. */
  readonly version: number;
  readonly status: Uint8Array;
}

/** What changed between two versions. Apply only when `fromVersion` is the version at hand. */
export interface SeatStatusDelta {
  readonly fromVersion: number;
  readonly toVersion: number;
  /** Ascending. */
  readonly seatNos: readonly number[];
  /** The new status of each of `seatNos`. */
  readonly status: readonly number[];
}

/** Snapshot as bytes: varint version, varint capacity, then 2 bits a seat, lowest bits first. */
export function encodeSeatStatus({ version, status }: SeatStatusSnapshot): Uint8Array<ArrayBuffer> {
  const head: number[] = [];
  writeVarint(head, version);
  writeVarint(head, status.length);
  const bytes = new Uint8Array(head.length + Math.ceil(status.length / 4));
  bytes.set(head);
  for (let seatNo = 0; seatNo < status.length; seatNo += 1) {
    const at = head.length + (seatNo >> 2);
    bytes[at] = (bytes[at] ?? 0) | (((status[seatNo] ?? 0) & 3) << ((seatNo & 3) * 2));
  }
  return bytes;
}

/** The inverse of `encodeSeatStatus`; throws RangeError on bytes of another length. */
export function decodeSeatStatus(bytes: Uint8Array): SeatStatusSnapshot {
  const version = readVarint(bytes, 0);
  const capacity = readVarint(bytes, version.offset);
  if (bytes.length !== capacity.offset + Math.ceil(capacity.value / 4)) {
    throw new RangeError('seat status of the wrong length');
  }
  const status = new Uint8Array(capacity.value);
  for (let seatNo = 0; seatNo < status.length; seatNo += 1) {
    const byte = bytes[capacity.offset + (seatNo >> 2)] ?? 0;
    status[seatNo] = (byte >> ((seatNo & 3) * 2)) & 3;
  }
  return { version: version.value, status };
}

/** Delta as bytes: varints from, to, count, then for each seat `(gap to the one before) * 4 + status`. */
export function encodeSeatDelta(delta: SeatStatusDelta): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  writeVarint(bytes, delta.fromVersion);
  writeVarint(bytes, delta.toVersion);
  writeVarint(bytes, delta.seatNos.length);
  let previous = 0;
  delta.seatNos.forEach((seatNo, index) => {
    writeVarint(bytes, (seatNo - previous) * 4 + ((delta.status[index] ?? 0) & 3));
    previous = seatNo;
  });
  return Uint8Array.from(bytes);
}

/** The inverse of `encodeSeatDelta`; throws RangeError on bytes that end too early. */
export function decodeSeatDelta(bytes: Uint8Array): SeatStatusDelta {
  const from = readVarint(bytes, 0);
  const to = readVarint(bytes, from.offset);
  const count = readVarint(bytes, to.offset);
  const seatNos: number[] = [];
  const status: number[] = [];
  let { offset } = count;
  let seatNo = 0;
  for (let index = 0; index < count.value; index += 1) {
    const change = readVarint(bytes, offset);
    offset = change.offset;
    seatNo += Math.floor(change.value / 4);
    seatNos.push(seatNo);
    status.push(change.value % 4);
  }
  return { fromVersion: from.value, toVersion: to.value, seatNos, status };
}
