import type {
  Command,
  ConfirmHold,
  Effect,
  ExtendHold,
  ReleaseHold,
  ReturnSeats,
  SetTerms,
} from './commands.ts';
import { decideBlocks } from './decide-blocks.ts';
import { decideHoldBest, decideHoldSeats } from './decide-taking.ts';
import {
  areSeatsValid,
  closed,
  commandInvalid,
  type Decision,
  done,
  fenceStale,
  holdNotFound,
  isCount,
  isId,
  notOwner,
  sameSeats,
  seatsInvalid,
} from './decision.ts';
import * as limits from './limits.ts';
import { extension, type Hold, type SeatState } from './seat-state.ts';

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
    case 'extend_hold':
      return decideExtend(state, command, nowMs);
    case 'change_blocks':
      return decideBlocks(state, command);
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
    if (hold.state !== 'held') continue;
    // Extended since it was put into the queue.
    if (hold.expiresAtMs > nowMs) state.expiries.add(hold.expiresAtMs, hold);
    else holdIds.push(hold.id);
  }
  return holdIds.length === 0 ? undefined : { kind: 'expired', holdIds };
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

/**
 * Once for each kind; what was extended already answers as it stands, even when it is sold by now. Never
 * beyond what a hold may last in all, and never to an earlier end, which is no extension at all.
 */
function decideExtend(state: SeatState, command: ExtendHold, nowMs: number): Decision {
  if (!isId(command.holdId) || !isCount(command.expiresAtMs)) return commandInvalid;
  const hold = state.holds.get(command.holdId);
  if (hold === undefined || hold.state === 'released') return holdNotFound;
  if (hold.customerId !== command.customerId) return notOwner;
  if (hold.fence !== command.fence) return fenceStale;
  const { deferred } = command;
  if ((hold.extended & (deferred ? extension.deferred : extension.card)) !== 0) {
    return answerHold(hold, hold.expiresAtMs);
  }
  if (hold.state !== 'held' || hold.expiresAtMs <= nowMs) return holdNotFound;
  if (state.closed) return closed;
  const lastMs = hold.takenAtMs + (deferred ? limits.deferredHoldMsMax : limits.cardHoldMsMax);
  const expiresAtMs = Math.min(command.expiresAtMs, lastMs);
  if (expiresAtMs <= hold.expiresAtMs) return answerHold(hold, hold.expiresAtMs);
  return {
    ...answerHold(hold, expiresAtMs),
    effect: { kind: 'extended', holdId: hold.id, deferred, expiresAtMs },
  };
}

const answerHold = ({ seatNos, fence }: Hold, expiresAtMs: number): Decision => ({
  reply: { result: 'OK', hold: { seatNos, fence, expiresAtMs } },
});

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
  const { revision, ticketsPerCustomerMax, closed, preventSingleSeats = false } = command;
  const { accessibleReleaseAtMs } = command;
  return {
    ...done,
    effect: {
      ...{ kind: 'terms_set', revision, ticketsPerCustomerMax, closed },
      ...{ preventSingleSeats, accessibleReleaseAtMs },
    },
  };
}
