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
import { extension, holdState, isBookedAs, isHoldOf, seatNosOf } from './hold-table.ts';
import * as limits from './limits.ts';
import { queueExpiry, type SeatState, takeExpiry } from './seat-state.ts';
import { noRow } from './text-rows.ts';

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
  const { holds } = state;
  const holdIds: string[] = [];
  for (;;) {
    const hold = takeExpiry(state, nowMs);
    if (hold === undefined) break;
    const expiresAtMs = holds.expiresAtMs[hold] as number;
    // Extended since it was put into the queue.
    if (expiresAtMs > nowMs) queueExpiry(state, hold, expiresAtMs);
    else holdIds.push(holds.ids.textAt(hold));
  }
  return holdIds.length === 0 ? undefined : { kind: 'expired', holdIds };
}

/** Released already: OK. Sold meanwhile: there is no hold any more, and the seats stay sold. */
function decideRelease({ holds }: SeatState, command: ReleaseHold): Decision {
  const { holdId } = command;
  const hold = holds.ids.find(holdId);
  if (hold === noRow) return holdNotFound;
  if (!isHoldOf(holds, hold, command.customerId)) return notOwner;
  if (holds.state[hold] === holdState.released) return done;
  if (holds.state[hold] !== holdState.held) return holdNotFound;
  return { ...done, effect: { kind: 'released', holdId } };
}

function decideConfirm(state: SeatState, command: ConfirmHold): Decision {
  const { holdId, bookingId } = command;
  if (!isId(bookingId)) return commandInvalid;
  const { holds } = state;
  const hold = holds.ids.find(holdId);
  if (hold === noRow || holds.state[hold] === holdState.released) return holdNotFound;
  if (!isHoldOf(holds, hold, command.customerId)) return notOwner;
  if (holds.fence[hold] !== command.fence) return fenceStale;
  if (holds.state[hold] !== holdState.held) {
    return isBookedAs(holds, hold, bookingId) ? done : notOwner;
  }
  if (state.closed) return closed;
  return { ...done, effect: { kind: 'confirmed', holdId, bookingId } };
}

/**
 * Once for each kind; what was extended already answers as it stands, even when it is sold by now. Never
 * beyond what a hold may last in all, and never to an earlier end, which is no extension at all.
 */
function decideExtend(state: SeatState, command: ExtendHold, nowMs: number): Decision {
  const { holdId, deferred } = command;
  if (!isId(holdId) || !isCount(command.expiresAtMs)) return commandInvalid;
  const { holds } = state;
  const hold = holds.ids.find(holdId);
  if (hold === noRow || holds.state[hold] === holdState.released) return holdNotFound;
  if (!isHoldOf(holds, hold, command.customerId)) return notOwner;
  if (holds.fence[hold] !== command.fence) return fenceStale;
  const nowEndsMs = holds.expiresAtMs[hold] as number;
  const had = (holds.extended[hold] as number) & (deferred ? extension.deferred : extension.card);
  if (had !== 0) return answerHold(state, hold, nowEndsMs);
  if (holds.state[hold] !== holdState.held || nowEndsMs <= nowMs) return holdNotFound;
  if (state.closed) return closed;
  const longestMs = deferred ? limits.deferredHoldMsMax : limits.cardHoldMsMax;
  const lastMs = (holds.takenAtMs[hold] as number) + longestMs;
  const expiresAtMs = Math.min(command.expiresAtMs, lastMs);
  if (expiresAtMs <= nowEndsMs) return answerHold(state, hold, nowEndsMs);
  return {
    ...answerHold(state, hold, expiresAtMs),
    effect: { kind: 'extended', holdId, deferred, expiresAtMs },
  };
}

function answerHold({ holds }: SeatState, hold: number, expiresAtMs: number): Decision {
  const fence = holds.fence[hold] as number;
  return { reply: { result: 'OK', hold: { seatNos: seatNosOf(holds, hold), fence, expiresAtMs } } };
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
  const { holds } = state;
  for (const seatNo of seatNos) {
    const owner = state.owners[seatNo] ?? noRow;
    if (owner === noRow || holds.state[owner] !== holdState.sold) return notOwner;
    if (!isBookedAs(holds, owner, bookingId)) return notOwner;
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
