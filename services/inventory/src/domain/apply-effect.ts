import type { Effect } from './commands.ts';
import { releaseRememberedMs, returnRememberedMs } from './limits.ts';
import {
  blockSeats,
  extension,
  freeSeats,
  type Hold,
  type SeatState,
  sellSeats,
  takeSeats,
  unblockSeats,
} from './seat-state.ts';

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
      applyReleased(state, batch, holdIn(state, effect.holdId, 'held'));
      break;
    case 'confirmed':
      applyConfirmed(state, holdIn(state, effect.holdId, 'held'), effect.bookingId);
      break;
    case 'returned':
      applyReturned(state, batch, effect);
      break;
    case 'expired':
      for (const holdId of effect.holdIds) applyExpired(state, holdIn(state, holdId, 'held'));
      break;
    case 'terms_set':
      state.termsRevision = effect.revision;
      state.ticketsPerCustomerMax = effect.ticketsPerCustomerMax;
      state.closed = effect.closed;
      state.preventSingleSeats = effect.preventSingleSeats;
      state.accessibleReleaseAtMs = effect.accessibleReleaseAtMs ?? Number.POSITIVE_INFINITY;
      break;
    case 'extended':
      applyExtended(holdIn(state, effect.holdId, 'held'), effect);
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
  for (;;) {
    const forgotten = state.forgets.takeDue(batch.nowMs);
    if (forgotten === undefined) return;
    if (forgotten.kind === 'hold') state.holds.delete(forgotten.item.id);
    else if (forgotten.kind === 'return') state.returns.delete(forgotten.item.id);
    else state.blockChanges.delete(forgotten.item.id);
  }
}

/**
 * In a replay: the writer took what was due off the queue before it decided the row, which tells what came
 * of it. Live there is nothing left to take.
 */
function passExpiries({ expiries }: SeatState, nowMs: number): void {
  if (expiries.nextAtMs() > nowMs) return;
  for (let hold = expiries.takeDue(nowMs); hold !== undefined; hold = expiries.takeDue(nowMs)) {
    if (hold.state === 'held') expiries.add(Math.max(hold.expiresAtMs, nowMs + 1), hold);
  }
}

function applyHeld(
  state: SeatState,
  batch: Batch,
  effect: Extract<Effect, { kind: 'held' }>,
): void {
  const hold: Hold = {
    id: effect.holdId,
    customerId: effect.customerId,
    seatNos: effect.seatNos,
    fence: batch.sequence,
    takenAtMs: batch.nowMs,
    expiresAtMs: effect.expiresAtMs,
    extended: 0,
    state: 'held',
    bookingId: undefined,
    seatsLeft: effect.seatNos.length,
    forgetAtMs: 0,
  };
  takeSeats(state, hold);
  state.holds.set(hold.id, hold);
  state.expiries.add(hold.expiresAtMs, hold);
  state.heldCount += 1;
}

function applyReleased(state: SeatState, batch: Batch, hold: Hold): void {
  freeSeats(state, hold, hold.seatNos);
  state.heldCount -= 1;
  hold.state = 'released';
  forgetLater(state, hold, batch.nowMs + releaseRememberedMs);
}

function applyExpired(state: SeatState, hold: Hold): void {
  freeSeats(state, hold, hold.seatNos);
  state.heldCount -= 1;
  state.holds.delete(hold.id);
  // Its place in the queue of expiries may still be there; this state takes it out of account.
  hold.state = 'released';
}

function applyConfirmed(state: SeatState, hold: Hold, bookingId: string): void {
  sellSeats(state, hold);
  state.heldCount -= 1;
  hold.state = 'sold';
  hold.bookingId = bookingId;
}

function applyReturned(
  state: SeatState,
  batch: Batch,
  effect: Extract<Effect, { kind: 'returned' }>,
): void {
  const forgetAtMs = batch.nowMs + returnRememberedMs;
  for (const seatNo of effect.seatNos) {
    const hold = state.owners[seatNo];
    if (hold?.state !== 'sold' || hold.bookingId !== effect.bookingId) {
      throw new Error(`seat ${seatNo} is not sold to ${effect.bookingId}`);
    }
    freeSeats(state, hold, [seatNo]);
    if (hold.seatsLeft === 0) {
      hold.state = 'returned';
      forgetLater(state, hold, forgetAtMs);
    }
  }
  const { returnId: id, bookingId, seatNos } = effect;
  const seatReturn = { id, bookingId, seatNos, forgetAtMs };
  state.returns.set(id, seatReturn);
  state.forgets.add(forgetAtMs, { kind: 'return', item: seatReturn });
}

/** Its place in the queue of expiries stays; whoever takes it out there puts it back to the new end. */
function applyExtended(hold: Hold, effect: Extract<Effect, { kind: 'extended' }>): void {
  if (effect.expiresAtMs < hold.expiresAtMs) throw new Error(`hold ${hold.id} would end earlier`);
  hold.expiresAtMs = effect.expiresAtMs;
  hold.extended |= effect.deferred ? extension.deferred : extension.card;
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

function forgetLater(state: SeatState, hold: Hold, atMs: number): void {
  hold.forgetAtMs = atMs;
  state.forgets.add(atMs, { kind: 'hold', item: hold });
}

function holdIn(state: SeatState, holdId: string, expected: Hold['state']): Hold {
  const hold = state.holds.get(holdId);
  if (hold?.state !== expected) throw new Error(`hold ${holdId} is not ${expected}`);
  return hold;
}
