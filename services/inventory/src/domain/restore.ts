import { seatStatus } from '@ticketing/contracts';
import { addHold, type Hold, holdState, setBooking, type WithTexts } from './hold-table.ts';
import {
  type BlockChange,
  queueExpiry,
  type SeatReturn,
  type SeatState,
  takeSeats,
} from './seat-state.ts';

/** Puts a hold of a snapshot back into a state that is being rebuilt; `seatNos` are those it has still. */
export function restoreHold(
  state: SeatState,
  hold: WithTexts<Omit<Hold, 'seatsLeft'>>,
  seatNos: readonly number[],
): void {
  const { holds } = state;
  const row = addHold(holds, hold);
  holds.state[row] = hold.state;
  holds.extended[row] = hold.extended;
  holds.seatsLeft[row] = seatNos.length;
  holds.forgetAtMs[row] = hold.forgetAtMs;
  if (hold.bookingId !== undefined) setBooking(holds, row, hold.bookingId);
  takeSeats(state, row, seatNos);
  if (hold.state === holdState.held) {
    queueExpiry(state, row, hold.expiresAtMs);
    state.heldCount += 1;
  } else if (hold.state === holdState.sold) {
    for (const seatNo of seatNos) state.status[seatNo] = seatStatus.sold;
  } else {
    state.holdForgets.add(hold.forgetAtMs, row);
  }
}

export function restoreReturn(state: SeatState, seatReturn: SeatReturn): void {
  state.returns.set(seatReturn.id, seatReturn);
  state.forgets.add(seatReturn.forgetAtMs, { kind: 'return', item: seatReturn });
}

export function restoreBlockChange(state: SeatState, change: BlockChange): void {
  state.blockChanges.set(change.id, change);
  state.forgets.add(change.forgetAtMs, { kind: 'block_change', item: change });
}
