import type { Effect, Reply, Result } from './commands.ts';
import { levelNone } from './layout.ts';
import * as limits from './limits.ts';
import type { SeatState } from './seat-state.ts';

/** What is answered, and what changes; a refusal and a repeated command change nothing. */
export interface Decision {
  readonly reply: Reply;
  readonly effect?: Effect;
}

/** The answers that say no more than their result. */
export const only = (result: Result): Decision => ({ reply: { result } });
export const done = only('OK');
export const seatsInvalid = only('SEATS_INVALID');
export const notEnoughSeats = only('NOT_ENOUGH_SEATS');
export const holdNotFound = only('HOLD_NOT_FOUND');
export const fenceStale = only('FENCE_STALE');
export const closed = only('PERFORMANCE_CLOSED');
export const notOwner = only('NOT_OWNER');
export const commandInvalid = only('COMMAND_INVALID');

export const isId = (text: string) => text.length > 0 && text.length <= limits.idLengthMax;
export const isCount = (value: number) => Number.isSafeInteger(value) && value > 0;

/** 1 to 20 seats that are on sale here, each once. Those held back from the start count as taken. */
export function areSeatsValid(state: SeatState, seatNos: readonly number[]): boolean {
  const { layout } = state;
  if (seatNos.length === 0 || seatNos.length > limits.seatsPerCommandMax) return false;
  let place = 0;
  for (const seatNo of seatNos) {
    const level = layout.levels[seatNo];
    if (level === undefined || level === levelNone) return false;
    if (seatNos.indexOf(seatNo) !== place) return false;
    place += 1;
  }
  return true;
}

export function sameSeats(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((seatNo) => other.includes(seatNo));
}

/** `sameSeats` for long lists. @param one each once. */
export function sameManySeats(one: readonly number[], other: readonly number[]): boolean {
  const seats = new Set(other);
  return one.length === other.length && one.every((seatNo) => seats.has(seatNo));
}
