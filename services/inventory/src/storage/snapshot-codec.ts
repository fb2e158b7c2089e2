import type { Layout } from '../domain/layout.ts';
import { restoreHold, restoreReturn } from '../domain/restore.ts';
import {
  createSeatState,
  type Hold,
  type HoldState,
  type SeatReturn,
  type SeatState,
} from '../domain/seat-state.ts';
import { createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';

const formatVersion = 1;
const holdStates: readonly HoldState[] = ['held', 'released', 'sold', 'returned'];

/** A state between two batches, as bytes. What follows from the layout or the holds is left out. */
export function encodeSnapshot(state: SeatState): Buffer {
  const writer = createByteWriter();
  writer.uint(formatVersion);
  writer.uint(state.version);
  writer.uint(state.nowMs);
  writer.uint(state.ticketsPerCustomerMax);
  writer.uint(state.closed ? 1 : 0);
  writer.uint(state.termsRevision);
  writer.uint(state.holds.size);
  for (const hold of state.holds.values()) {
    writer.uint(holdStates.indexOf(hold.state));
    writer.text(hold.id);
    writer.text(hold.customerId);
    writer.uints(hold.seatNos);
    writer.uint(hold.fence);
    writer.uint(hold.expiresAtMs);
    writer.text(hold.bookingId ?? '');
    writer.uints(hold.seatNos.filter((seatNo) => state.owners[seatNo] === hold));
    writer.uint(hold.forgetAtMs);
  }
  writer.uint(state.returns.size);
  for (const seatReturn of state.returns.values()) {
    writer.text(seatReturn.id);
    writer.text(seatReturn.bookingId);
    writer.uints(seatReturn.seatNos);
    writer.uint(seatReturn.forgetAtMs);
  }
  return writer.bytes();
}

/** Throws when the bytes are not what `encodeSnapshot` writes, or do not fit the layout. */
export function decodeSnapshot(layout: Layout, bytes: Uint8Array): SeatState {
  const reader = createByteReader(bytes);
  const format = reader.uint();
  if (format !== formatVersion) throw new RangeError(`snapshot format ${format} is not known`);
  const [version, nowMs, ticketsPerCustomerMax] = [reader.uint(), reader.uint(), reader.uint()];
  const state = createSeatState(layout, ticketsPerCustomerMax);
  state.version = version;
  state.nowMs = nowMs;
  state.closed = reader.uint() === 1;
  state.termsRevision = reader.uint();
  for (let left = reader.uint(); left > 0; left -= 1) {
    const holdState = holdStates[reader.uint()];
    if (holdState === undefined) throw new RangeError('the state of a hold is not known');
    const hold: Hold = {
      state: holdState,
      id: reader.text(),
      customerId: reader.text(),
      seatNos: reader.uints(),
      fence: reader.uint(),
      expiresAtMs: reader.uint(),
      bookingId: reader.text() || undefined,
      seatsLeft: 0,
      forgetAtMs: 0,
    };
    const seatsLeft = reader.uints();
    hold.forgetAtMs = reader.uint();
    restoreHold(state, hold, seatsLeft);
  }
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
