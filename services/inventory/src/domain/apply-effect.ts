import type { Effect } from './commands.ts';
import {
  addHold,
  extension,
  forgetHold,
  holdState,
  isBookedAs,
  seatNosOf,
  setBooking,
} from './hold-table.ts';
import { releaseRememberedMs, returnRememberedMs } from './limits.ts';
import {
  blockSeats,
  freeSeats,
  queueExpiry,
  type SeatState,
  sellSeats,
  takeExpiry,
  takeSeats,
  unblockSeats,
} from './seat-state.ts';
import { noRow } from './text-rows.ts';

/** The batch that an effect belongs to: one row of the journal. */
export interface Batch {
  readonly sequence: number;
  /** The writer's clock, not before that of the batch before. */
  readonly nowMs: number;
}

/**
 * Changes the state by one effect, live and in replay alike. Throws when the effect cannot follow from
 * the state: the journal is damaged or the machine is wrong, and nothing may be decided on it.
 */
export function applyEffect(state: SeatState, batch: Batch, effect: Effect): void {
  switch (effect.kind) {
    case 'held':
      applyHeld(state, batch, effect);
      break;
    case 'released':
      applyReleased(state, batch, heldIn(state, effect.holdId));
      break;
    case 'confirmed':
      applyConfirmed(state, heldIn(state, effect.holdId), effect.bookingId);
      break;
    case 'returned':
      applyReturned(state, batch, effect);
      break;
    case 'expired':
      for (const holdId of effect.holdIds) applyExpired(state, heldIn(state, holdId));
      break;
    case 'terms_set':
      state.termsRevision = effect.revision;
      state.ticketsPerCustomerMax = effect.ticketsPerCustomerMax;
      state.closed = effect.closed;
      state.preventSingleSeats = effect.preventSingleSeats;
      state.accessibleReleaseAtMs = effect.accessibleReleaseAtMs ?? Number.POSITIVE_INFINITY;
      break;
    case 'extended':
      applyExtended(state, heldIn(state, effect.holdId), effect);
      break;
    case 'blocks_changed':
      applyBlocksChanged(state, batch, effect);
      break;
  }
}

/** Ends a batch that had effects: the state is now that of its row. */
export function finishBatch(state: SeatState, batch: Batch): void {
  state.version = batch.sequence;
  state.nowMs = batch.nowMs;
  passExpiries(state, batch.nowMs);
  const { holds, holdForgets } = state;
  for (;;) {
    const hold = holdForgets.takeDue(batch.nowMs);
    if (hold === undefined) break;
    forgetHold(holds, hold);
  }
  for (;;) {
    const forgotten = state.forgets.takeDue(batch.nowMs);
    if (forgotten === undefined) return;
    if (forgotten.kind === 'return') state.returns.delete(forgotten.item.id);
    else state.blockChanges.delete(forgotten.item.id);
  }
}

/**
 * In a replay: the writer took what was due off the queue before it decided the row, which tells what came
 * of it. Live there is nothing left to take.
 */
function passExpiries(state: SeatState, nowMs: number): void {
  if (state.expiries.nextAtMs() > nowMs) return;
  const { expiresAtMs } = state.holds;
  for (;;) {
    const hold = takeExpiry(state, nowMs);
    if (hold === undefined) return;
    queueExpiry(state, hold, Math.max(expiresAtMs[hold] as number, nowMs + 1));
  }
}

function applyHeld(
  state: SeatState,
  batch: Batch,
  effect: Extract<Effect, { kind: 'held' }>,
): void {
  const { seatNos, expiresAtMs } = effect;
  const hold = addHold(state.holds, {
    id: effect.holdId,
    customerId: effect.customerId,
    seatNos,
    fence: batch.sequence,
    takenAtMs: batch.nowMs,
    expiresAtMs,
  });
  takeSeats(state, hold, seatNos);
  queueExpiry(state, hold, expiresAtMs);
  state.heldCount += 1;
}

function applyReleased(state: SeatState, batch: Batch, hold: number): void {
  freeSeats(state, hold, seatNosOf(state.holds, hold));
  state.heldCount -= 1;
  endHold(state, hold, holdState.released, batch.nowMs + releaseRememberedMs);
}

function applyExpired(state: SeatState, hold: number): void {
  freeSeats(state, hold, seatNosOf(state.holds, hold));
  state.heldCount -= 1;
  forgetHold(state.holds, hold);
}

function applyConfirmed(state: SeatState, hold: number, bookingId: string): void {
  sellSeats(state, hold);
  state.heldCount -= 1;
  state.holds.state[hold] = holdState.sold;
  setBooking(state.holds, hold, bookingId);
}

function applyReturned(
  state: SeatState,
  batch: Batch,
  effect: Extract<Effect, { kind: 'returned' }>,
): void {
  const { holds, owners } = state;
  const { returnId: id, bookingId, seatNos } = effect;
  const forgetAtMs = batch.nowMs + returnRememberedMs;
  for (const seatNo of seatNos) {
    const hold = owners[seatNo] ?? noRow;
    if (hold === noRow || !isSoldAs(state, hold, bookingId)) {
      throw new Error(`seat ${seatNo} is not sold to ${bookingId}`);
    }
    freeSeats(state, hold, [seatNo]);
    if (holds.seatsLeft[hold] === 0) endHold(state, hold, holdState.returned, forgetAtMs);
  }
  const seatReturn = { id, bookingId, seatNos, forgetAtMs };
  state.returns.set(id, seatReturn);
  state.forgets.add(forgetAtMs, { kind: 'return', item: seatReturn });
}

const isSoldAs = ({ holds }: SeatState, hold: number, bookingId: string): boolean =>
  holds.state[hold] === holdState.sold && isBookedAs(holds, hold, bookingId);

/** Its place in the queue of expiries stays; whoever takes it out there puts it back to the new end. */
function applyExtended(
  { holds }: SeatState,
  hold: number,
  { holdId, deferred, expiresAtMs }: Extract<Effect, { kind: 'extended' }>,
): void {
  if (expiresAtMs < (holds.expiresAtMs[hold] as number)) {
    throw new Error(`hold ${holdId} would end earlier`);
  }
  holds.expiresAtMs[hold] = expiresAtMs;
  holds.extended[hold] =
    (holds.extended[hold] as number) | (deferred ? extension.deferred : extension.card);
}

function applyBlocksChanged(
  state: SeatState,
  batch: Batch,
  effect: Extract<Effect, { kind: 'blocks_changed' }>,
): void {
  const { changeId: id, block, release } = effect;
  blockSeats(state, block);
  unblockSeats(state, release);
  const change = { id, block, release, forgetAtMs: batch.nowMs + returnRememberedMs };
  state.blockChanges.set(id, change);
  state.forgets.add(change.forgetAtMs, { kind: 'block_change', item: change });
}

/** Of `released` and `returned`. */
function endHold(state: SeatState, hold: number, ended: number, forgetAtMs: number): void {
  const { holds, holdForgets } = state;
  holds.state[hold] = ended;
  holds.forgetAtMs[hold] = forgetAtMs;
  holdForgets.add(forgetAtMs, hold);
}

/** The row of a hold that stands. */
function heldIn({ holds }: SeatState, holdId: string): number {
  const hold = holds.ids.find(holdId);
  if (hold === noRow || holds.state[hold] !== holdState.held) {
    throw new Error(`hold ${holdId} is not held`);
  }
  return hold;
}
