import { seatStatus } from '@ticketing/contracts';
import {
  type BlockChange,
  type Hold,
  type SeatReturn,
  type SeatState,
  takeSeats,
} from './seat-state.ts';

/** Puts a hold of a snapshot back into a state that is being rebuilt; `seatNos` are those it has still. */
export function restoreHold(state: SeatState, hold: Hold, seatNos: readonly number[]): void {
  takeSeats(state, hold, seatNos);
  hold.seatsLeft = seatNos.length;
  state.holds.set(hold.id, hold);
  if (hold.state === 'held') {
    state.expiries.add(hold.expiresAtMs, hold);
    state.heldCount += 1;
  } else if (hold.state === 'sold') {
    for (const seatNo of seatNos) state.status[seatNo] = seatStatus.sold;
  } else {
    state.forgets.add(hold.forgetAtMs, { kind: 'hold', item: hold });
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
