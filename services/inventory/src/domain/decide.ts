import { seatStatus } from '@ticketing/contracts';
import { findBestSeats } from './best-available.ts';
import type {
  Command,
  ConfirmHold,
  Effect,
  HoldBestAvailable,
  HoldSeats,
  ReleaseHold,
  Reply,
  Result,
  ReturnSeats,
  SetTerms,
} from './commands.ts';
import { levelNone } from './layout.ts';
import * as limits from './limits.ts';
import type { Hold, SeatState } from './seat-state.ts';

/** What is answered, and what changes; a refusal and a repeated command change nothing. */
export interface Decision {
  readonly reply: Reply;
  readonly effect?: Effect;
}

/** The answers that say no more than their result. */
const only = (result: Result): Decision => ({ reply: { result } });
const done = only('OK');
const seatsInvalid = only('SEATS_INVALID');
const notEnoughSeats = only('NOT_ENOUGH_SEATS');
const holdNotFound = only('HOLD_NOT_FOUND');
const fenceStale = only('FENCE_STALE');
const closed = only('PERFORMANCE_CLOSED');
const notOwner = only('NOT_OWNER');
const commandInvalid = only('COMMAND_INVALID');

/**
 * Decides one command against the state as it stands, without changing it.
 * @param nowMs the writer's clock at this batch; holds due by then must have expired before.
 * @param sequence the row that the effect will be written in; the fence of a new hold.
 */
export function decide(
  state: SeatState,
  command: Command,
  nowMs: number,
  sequence: number,
): Decision {
  switch (command.kind) {
    case 'hold_seats':
      return decideHoldSeats(state, command, nowMs, sequence);
    case 'hold_best_available':
      return decideHoldBest(state, command, nowMs, sequence);
    case 'release_hold':
      return decideRelease(state, command);
    case 'confirm_hold':
      return decideConfirm(state, command);
    case 'return_seats':
      return decideReturn(state, command);
    case 'set_terms':
      return decideTerms(state, command);
  }
}

/**
 * The holds whose time has run out, as one effect; undefined when there are none. The effect must be
 * applied next: the holds are taken off the queue of expiries here.
 */
export function decideExpiry(state: SeatState, nowMs: number): Effect | undefined {
  if (state.expiries.nextAtMs() > nowMs) return undefined;
  const holdIds: string[] = [];
  for (;;) {
    const hold = state.expiries.takeDue(nowMs);
    if (hold === undefined) break;
    if (hold.state === 'held') holdIds.push(hold.id);
  }
  return holdIds.length === 0 ? undefined : { kind: 'expired', holdIds };
}

function decideHoldSeats(
  state: SeatState,
  command: HoldSeats,
  nowMs: number,
  sequence: number,
): Decision {
  const { seatNos } = command;
  if (!isHoldWellFormed(command)) return commandInvalid;
  const earlier = state.holds.get(command.holdId);
  if (earlier !== undefined) {
    const same = sameSeats(earlier.seatNos, seatNos);
    return same ? repeatHold(earlier, command.customerId) : commandInvalid;
  }
  if (!areSeatsValid(state, seatNos)) return seatsInvalid;
  if (state.closed) return closed;
  if (exceedsLimit(state, command.customerId, seatNos.length)) return limitExceeded(state);
  for (const seatNo of seatNos) {
    if (state.status[seatNo] !== seatStatus.available) return seatsTaken(state, seatNos);
  }
  return takeHold(command, seatNos, nowMs, sequence);
}

function decideHoldBest(
  state: SeatState,
  command: HoldBestAvailable,
  nowMs: number,
  sequence: number,
): Decision {
  const { quantity, sectionId } = command;
  if (!isHoldWellFormed(command)) return commandInvalid;
  if (!isCount(quantity) || quantity > limits.seatsPerCommandMax) return commandInvalid;
  const earlier = state.holds.get(command.holdId);
  if (earlier !== undefined) {
    const same = earlier.seatNos.length === quantity;
    return same ? repeatHold(earlier, command.customerId) : commandInvalid;
  }
  const level = state.layout.levelCodes.indexOf(command.levelCode);
  if (level === -1) return seatsInvalid;
  if (sectionId !== '' && !state.layout.sectionIds.has(sectionId)) return seatsInvalid;
  if (state.closed) return closed;
  if (exceedsLimit(state, command.customerId, quantity)) return limitExceeded(state);
  const seatNos = findBestSeats(state, { level, quantity, sectionId });
  return seatNos === undefined ? notEnoughSeats : takeHold(command, seatNos, nowMs, sequence);
}

function takeHold(
  command: HoldSeats | HoldBestAvailable,
  seatNos: readonly number[],
  nowMs: number,
  sequence: number,
): Decision {
  const { holdId, customerId } = command;
  const expiresAtMs = nowMs + command.holdSeconds * 1000;
  return {
    reply: { result: 'OK', hold: { seatNos, fence: sequence, expiresAtMs } },
    effect: { kind: 'held', holdId, customerId, seatNos, expiresAtMs },
  };
}

/** The same hold asked for again: the same answer, but never after it was released. */
function repeatHold(hold: Hold, customerId: string): Decision {
  if (hold.customerId !== customerId) return notOwner;
  if (hold.state === 'released') return holdNotFound;
  const { seatNos, fence, expiresAtMs } = hold;
  return { reply: { result: 'OK', hold: { seatNos, fence, expiresAtMs } } };
}

/** Released already: OK. Sold meanwhile: there is no hold any more, and the seats stay sold. */
function decideRelease(state: SeatState, command: ReleaseHold): Decision {
  const hold = state.holds.get(command.holdId);
  if (hold === undefined) return holdNotFound;
  if (hold.customerId !== command.customerId) return notOwner;
  if (hold.state === 'released') return done;
  if (hold.state !== 'held') return holdNotFound;
  return { ...done, effect: { kind: 'released', holdId: hold.id } };
}

function decideConfirm(state: SeatState, command: ConfirmHold): Decision {
  if (!isId(command.bookingId)) return commandInvalid;
  const hold = state.holds.get(command.holdId);
  if (hold === undefined || hold.state === 'released') return holdNotFound;
  if (hold.customerId !== command.customerId) return notOwner;
  if (hold.fence !== command.fence) return fenceStale;
  if (hold.state !== 'held') return hold.bookingId === command.bookingId ? done : notOwner;
  if (state.closed) return closed;
  const { bookingId } = command;
  return { ...done, effect: { kind: 'confirmed', holdId: hold.id, bookingId } };
}

function decideReturn(state: SeatState, command: ReturnSeats): Decision {
  const { bookingId, returnId, seatNos } = command;
  if (!isId(returnId)) return commandInvalid;
  const earlier = state.returns.get(returnId);
  if (earlier !== undefined) {
    const same = earlier.bookingId === bookingId && sameSeats(earlier.seatNos, seatNos);
    return same ? done : commandInvalid;
  }
  if (!areSeatsValid(state, seatNos)) return seatsInvalid;
  for (const seatNo of seatNos) {
    const owner = state.owners[seatNo];
    if (owner?.state !== 'sold' || owner.bookingId !== bookingId) return notOwner;
  }
  return { ...done, effect: { kind: 'returned', bookingId, returnId, seatNos } };
}

function decideTerms(state: SeatState, command: SetTerms): Decision {
  if (command.revision <= state.termsRevision) return done;
  const { revision, ticketsPerCustomerMax } = command;
  return {
    ...done,
    effect: { kind: 'terms_set', revision, ticketsPerCustomerMax, closed: command.closed },
  };
}

function isHoldWellFormed(command: HoldSeats | HoldBestAvailable): boolean {
  const { holdSeconds } = command;
  return (
    isId(command.holdId) &&
    isId(command.customerId) &&
    isCount(holdSeconds) &&
    holdSeconds >= limits.holdSecondsMin &&
    holdSeconds <= limits.holdSecondsMax
  );
}

const isId = (text: string) => text.length > 0 && text.length <= limits.idLengthMax;
const isCount = (value: number) => Number.isSafeInteger(value) && value > 0;

/** 1 to 20 seats that are on sale here, each once. Those held back from the start count as taken. */
function areSeatsValid(state: SeatState, seatNos: readonly number[]): boolean {
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

function sameSeats(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((seatNo) => other.includes(seatNo));
}

function exceedsLimit(state: SeatState, customerId: string, count: number): boolean {
  return (state.seatsOfCustomer.get(customerId) ?? 0) + count > state.ticketsPerCustomerMax;
}

function limitExceeded(state: SeatState): Decision {
  return { reply: { result: 'LIMIT_EXCEEDED', limit: state.ticketsPerCustomerMax } };
}

function seatsTaken(state: SeatState, seatNos: readonly number[]): Decision {
  const conflicts = seatNos.filter((seatNo) => state.status[seatNo] !== seatStatus.available);
  return { reply: { result: 'SEATS_TAKEN', conflicts } };
}
