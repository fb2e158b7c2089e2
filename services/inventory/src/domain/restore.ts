import { seatStatus } from '@ticketing/contracts';
import { type Hold, type SeatReturn, type SeatState, takeSeats } from './seat-state.ts';

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
    state.forgets.add(hold.forgetAtMs, hold);
  }
}

export function restoreReturn(state: SeatState, seatReturn: SeatReturn): void {
  state.returns.set(seatReturn.id, seatReturn);
  state.forgets.add(seatReturn.forgetAtMs, seatReturn);
}
