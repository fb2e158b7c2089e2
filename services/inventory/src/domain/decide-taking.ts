import { seatStatus } from '@ticketing/contracts';
import { findBestSeats } from './best-available.ts';
import type { HoldBestAvailable, HoldSeats } from './commands.ts';
import {
  areSeatsValid,
  closed,
  commandInvalid,
  type Decision,
  holdNotFound,
  isCount,
  isId,
  notEnoughSeats,
  notOwner,
  sameSeats,
  seatsInvalid,
} from './decision.ts';
import { type HoldTable, holdState, isHoldOf, seatNosOf, seatsOfCustomer } from './hold-table.ts';
import { areSeatsKept, seatsKeptFrom } from './kept-seats.ts';
import { seatNeed } from './layout.ts';
import * as limits from './limits.ts';
import type { SeatState } from './seat-state.ts';
import { seatsLeftSingle } from './single-seats.ts';
import { noRow } from './text-rows.ts';

export function decideHoldSeats(
  state: SeatState,
  command: HoldSeats,
  nowMs: number,
  sequence: number,
): Decision {
  const { seatNos } = command;
  if (!isHoldWellFormed(command)) return commandInvalid;
  const { holds } = state;
  const earlier = holds.ids.find(command.holdId);
  if (earlier !== noRow) {
    const same = sameSeats(seatNosOf(holds, earlier), seatNos);
    return same ? repeatHold(holds, earlier, command.customerId) : commandInvalid;
  }
  if (!areSeatsValid(state, seatNos)) return seatsInvalid;
  if (state.closed) return closed;
  if (exceedsLimit(state, command.customerId, seatNos.length)) return limitExceeded(state);
  for (const seatNo of seatNos) {
    if (state.status[seatNo] !== seatStatus.available) return seatsTaken(state, seatNos);
  }
  const refusal = refuseByRules(state, command, nowMs);
  if (refusal !== undefined) return refusal;
  return takeHold(command, seatNos, nowMs, sequence);
}

export function decideHoldBest(
  state: SeatState,
  command: HoldBestAvailable,
  nowMs: number,
  sequence: number,
): Decision {
  const { quantity, sectionId } = command;
  if (!isHoldWellFormed(command)) return commandInvalid;
  if (!isCount(quantity) || quantity > limits.seatsPerCommandMax) return commandInvalid;
  const { holds } = state;
  const earlier = holds.ids.find(command.holdId);
  if (earlier !== noRow) {
    const same = holds.seatsCount[earlier] === quantity;
    return same ? repeatHold(holds, earlier, command.customerId) : commandInvalid;
  }
  const level = state.layout.levelCodes.indexOf(command.levelCode);
  if (level === -1) return seatsInvalid;
  if (sectionId !== '' && !state.layout.sectionIds.has(sectionId)) return seatsInvalid;
  if (state.closed) return closed;
  if (exceedsLimit(state, command.customerId, quantity)) return limitExceeded(state);
  const { accessible = false } = command;
  const query = { level, quantity, sectionId, nowMs, accessible };
  const seatNos = findBestSeats(state, query);
  return seatNos === undefined ? notEnoughSeats : takeHold(command, seatNos, nowMs, sequence);
}

/** Seats that are kept for others, and choices that leave a seat alone where that is prevented. */
function refuseByRules(state: SeatState, command: HoldSeats, nowMs: number): Decision | undefined {
  const { seatNos, accessible = false } = command;
  const kept = areSeatsKept(state, nowMs);
  const { needs } = state.layout;
  if (kept) {
    const conflicts = seatsKeptFrom(state, seatNos, accessible);
    if (conflicts.length > 0) return { reply: { result: 'SEATS_RESERVED', conflicts } };
    // There are too few wheelchair places to ask which one leaves the better rest.
    if (seatNos.some((seatNo) => needs[seatNo] === seatNeed.wheelchair)) return undefined;
  }
  if (!state.preventSingleSeats) return undefined;
  const singles = seatsLeftSingle(state, seatNos, kept);
  return singles.length === 0
    ? undefined
    : { reply: { result: 'SINGLE_SEAT_LEFT', conflicts: singles } };
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
function repeatHold(holds: HoldTable, hold: number, customerId: string): Decision {
  if (!isHoldOf(holds, hold, customerId)) return notOwner;
  if (holds.state[hold] === holdState.released) return holdNotFound;
  const [fence, expiresAtMs] = [holds.fence[hold] as number, holds.expiresAtMs[hold] as number];
  return { reply: { result: 'OK', hold: { seatNos: seatNosOf(holds, hold), fence, expiresAtMs } } };
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

function exceedsLimit(state: SeatState, customerId: string, count: number): boolean {
  return seatsOfCustomer(state.holds, customerId) + count > state.ticketsPerCustomerMax;
}

function limitExceeded(state: SeatState): Decision {
  return { reply: { result: 'LIMIT_EXCEEDED', limit: state.ticketsPerCustomerMax } };
}

function seatsTaken(state: SeatState, seatNos: readonly number[]): Decision {
  const conflicts = seatNos.filter((seatNo) => state.status[seatNo] !== seatStatus.available);
  return { reply: { result: 'SEATS_TAKEN', conflicts } };
}
