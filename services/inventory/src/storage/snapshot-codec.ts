import { seatStatus } from '@ticketing/contracts';
import {
  type ByteReader,
  type ByteWriter,
  createByteReader,
  createByteWriter,
} from '@ticketing/inventory-client/bytes';
import { type HoldTable, holdState, seatNosOf } from '../domain/hold-table.ts';
import type { Layout } from '../domain/layout.ts';
import { restoreBlockChange, restoreHold, restoreReturn } from '../domain/restore.ts';
import {
  blockSeats,
  createSeatState,
  type SeatReturn,
  type SeatState,
  unblockSeats,
} from '../domain/seat-state.ts';
import { noRow } from '../domain/text-rows.ts';

/** Version 1 knew no blocks that change, no extended holds and no rules for single and kept seats. */
const formatVersion = 2;
const formatVersionMin = 1;
const noText = { bytes: new Uint8Array(0), start: 0, end: 0 };
const holdStates: ReadonlySet<number> = new Set(Object.values(holdState));

/** A state between two batches, as bytes. What follows from the layout or the holds is left out. */
export function encodeSnapshot(state: SeatState): Buffer {
  const writer = createByteWriter();
  writer.uint(formatVersion);
  writer.uint(state.version);
  writer.uint(state.nowMs);
  writer.uint(state.ticketsPerCustomerMax);
  writer.uint(state.closed ? 1 : 0);
  writer.uint(state.termsRevision);
  writer.uint(state.preventSingleSeats ? 1 : 0);
  const releaseAtMs = state.accessibleReleaseAtMs;
  writer.optionalUint(Number.isFinite(releaseAtMs) ? releaseAtMs : undefined);
  writeBlocks(writer, state);
  const { holds } = state;
  writer.uint(holds.ids.size());
  for (const row of holds.ids.rows()) writeHold(writer, holds, row, ownedBy(state, row));
  writer.uint(state.returns.size);
  for (const seatReturn of state.returns.values()) {
    writer.text(seatReturn.id);
    writer.text(seatReturn.bookingId);
    writer.uints(seatReturn.seatNos);
    writer.uint(seatReturn.forgetAtMs);
  }
  return writer.bytes();
}

const ownedBy =
  ({ owners }: SeatState, row: number) =>
  (seatNo: number): boolean =>
    owners[seatNo] === row;

/** Texts as bytes: strings of hundreds of thousands would cost most of a snapshot's time. */
function writeHold(
  writer: ByteWriter,
  holds: HoldTable,
  row: number,
  owns: (seatNo: number) => boolean,
): void {
  const seatNos = seatNosOf(holds, row);
  const booking = holds.booking[row] as number;
  writer.uint(holds.state[row] as number);
  writer.textBytes(holds.ids.bytesAt(row));
  writer.textBytes(holds.customers.bytesAt(holds.customer[row] as number));
  writer.uints(seatNos);
  writer.uint(holds.fence[row] as number);
  writer.uint(holds.expiresAtMs[row] as number);
  writer.textBytes(booking === noRow ? noText : holds.bookings.bytesAt(booking));
  writer.uints(holds.seatsLeft[row] === seatNos.length ? seatNos : seatNos.filter(owns));
  writer.uint(holds.forgetAtMs[row] as number);
  writer.uint(holds.takenAtMs[row] as number);
  writer.uint(holds.extended[row] as number);
}

/** Where blocks differ from those of the layout, and the changes that are remembered. */
function writeBlocks(writer: ByteWriter, { layout, status, blockChanges }: SeatState): void {
  const blocked: number[] = [];
  const released: number[] = [];
  for (let seatNo = 0; seatNo < status.length; seatNo += 1) {
    const isBlocked = status[seatNo] === seatStatus.blocked;
    if (isBlocked === layout.isBlocked(seatNo)) continue;
    (isBlocked ? blocked : released).push(seatNo);
  }
  writer.uints(blocked);
  writer.uints(released);
  writer.uint(blockChanges.size);
  for (const change of blockChanges.values()) {
    writer.text(change.id);
    writer.uints(change.block);
    writer.uints(change.release);
    writer.uint(change.forgetAtMs);
  }
}

/** Throws when the bytes are not what `encodeSnapshot` wrote, now or before, or do not fit the layout. */
export function decodeSnapshot(layout: Layout, bytes: Uint8Array): SeatState {
  const reader = createByteReader(bytes);
  const format = reader.uint();
  if (format < formatVersionMin || format > formatVersion) {
    throw new RangeError(`snapshot format ${format} is not known`);
  }
  const [version, nowMs, ticketsPerCustomerMax] = [reader.uint(), reader.uint(), reader.uint()];
  const state = createSeatState(layout, ticketsPerCustomerMax);
  state.version = version;
  state.nowMs = nowMs;
  state.closed = reader.uint() === 1;
  state.termsRevision = reader.uint();
  if (format > 1) {
    state.preventSingleSeats = reader.uint() === 1;
    state.accessibleReleaseAtMs = reader.optionalUint() ?? Number.POSITIVE_INFINITY;
    readBlocks(reader, state);
  }
  for (let left = reader.uint(); left > 0; left -= 1) restoreNextHold(reader, state, format);
  for (let left = reader.uint(); left > 0; left -= 1) {
    const seatReturn: SeatReturn = {
      id: reader.text(),
      bookingId: reader.text(),
      seatNos: reader.uints(),
      forgetAtMs: reader.uint(),
    };
    restoreReturn(state, seatReturn);
  }
  if (!reader.isAtEnd()) throw new RangeError('the snapshot has bytes to spare');
  state.changed = [];
  return state;
}

function restoreNextHold(reader: ByteReader, state: SeatState, format: number): void {
  const holdState = reader.uint();
  if (!holdStates.has(holdState)) throw new RangeError('the state of a hold is not known');
  const id = reader.textBytes();
  const customerId = reader.textBytes();
  const seatNos = reader.uints();
  const fence = reader.uint();
  const expiresAtMs = reader.uint();
  const booking = reader.textBytes();
  const seatsLeft = reader.uints();
  const forgetAtMs = reader.uint();
  // Version 1 did not keep when a hold was taken; it was before the snapshot.
  const takenAtMs = format > 1 ? reader.uint() : Math.min(state.nowMs, expiresAtMs);
  const extended = format > 1 ? reader.uint() : 0;
  const bookingId = booking.start === booking.end ? undefined : booking;
  const hold = {
    state: holdState,
    id,
    customerId,
    seatNos,
    fence,
    takenAtMs,
    expiresAtMs,
    forgetAtMs,
    extended,
    bookingId,
  };
  restoreHold(state, hold, seatsLeft);
}

function readBlocks(reader: ByteReader, state: SeatState): void {
  blockSeats(state, reader.uints());
  unblockSeats(state, reader.uints());
  for (let left = reader.uint(); left > 0; left -= 1) {
    restoreBlockChange(state, {
      id: reader.text(),
      block: reader.uints(),
      release: reader.uints(),
      forgetAtMs: reader.uint(),
    });
  }
}
