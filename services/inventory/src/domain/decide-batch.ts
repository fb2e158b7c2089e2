import { applyEffect, type Batch, finishBatch } from './apply-effect.ts';
import type { Command, Effect, Reply } from './commands.ts';
import { decide, decideExpiry } from './decide.ts';
import { readHoldById } from './hold-table.ts';
import type { SeatState } from './seat-state.ts';

interface SoldSeat {
  readonly seatNo: number;
  readonly customerId: string;
  readonly bookingId: string;
  readonly holdId: string;
}
interface ReturnedSeat {
  readonly seatNo: number;
  readonly bookingId: string;
}

/** One row of the journal in the making. */
export interface DecidedBatch extends Batch {
  /** Of the first commands, in order; commands after them must wait for the next batch. */
  readonly replies: readonly Reply[];
  /** Empty: nothing is to be written, and the state's version did not change. */
  readonly effects: readonly Effect[];
  readonly sold: readonly SoldSeat[];
  readonly returned: readonly ReturnedSeat[];
  readonly expiredCount: number;
}

/** A batch that more commands may join. The state is ahead of its version until the batch is closed. */
export interface OpenBatch extends DecidedBatch {
  readonly replies: Reply[];
  readonly effects: Effect[];
  readonly sold: SoldSeat[];
  readonly returned: ReturnedSeat[];
  readonly traded: Set<number>;
}

/** Begins a batch: lets holds expire. */
export function openBatch(state: SeatState, clockMs: number): OpenBatch {
  const batch = {
    sequence: state.version + 1,
    nowMs: Math.max(clockMs, state.nowMs),
  };
  const expiry = decideExpiry(state, batch.nowMs);
  if (expiry !== undefined) applyEffect(state, batch, expiry);
  return {
    ...batch,
    replies: [],
    effects: expiry === undefined ? [] : [expiry],
    sold: [],
    returned: [],
    traded: new Set(),
    expiredCount: expiry?.kind === 'expired' ? expiry.holdIds.length : 0,
  };
}

/**
 * Decides the commands in order, each on top of the ones before. The state is changed at once: when the
 * batch cannot be written, the state must be thrown away.
 * A seat is not both sold and returned in one batch, because the rows of sold seats are written and
 * deleted by one statement, which knows no order; nothing joins from the command on that would do so.
 * Returns how many joined.
 */
export function decideInto(
  batch: OpenBatch,
  state: SeatState,
  commands: readonly Command[],
): number {
  let joined = 0;
  for (const command of commands) {
    const { reply, effect } = decide(state, command, batch.nowMs, batch.sequence);
    if (effect !== undefined) {
      for (const seatNo of tradedSeats(state, effect)) {
        if (batch.traded.has(seatNo)) return joined;
      }
      noteSales(batch, state, effect);
      applyEffect(state, batch, effect);
      batch.effects.push(effect);
    }
    batch.replies.push(reply);
    joined += 1;
  }
  return joined;
}

/** Ends a batch: with effects, the state has its version now. */
export function closeBatch(batch: OpenBatch, state: SeatState): void {
  if (batch.effects.length > 0) finishBatch(state, batch);
}

/** A batch of just these commands. */
export function decideBatch(
  state: SeatState,
  commands: readonly Command[],
  clockMs: number,
): DecidedBatch {
  const batch = openBatch(state, clockMs);
  decideInto(batch, state, commands);
  closeBatch(batch, state);
  return batch;
}

const noSeats: readonly number[] = [];

/** Seats whose row among the sold seats an effect writes or deletes. */
function tradedSeats(state: SeatState, effect: Effect): readonly number[] {
  if (effect.kind === 'returned') return effect.seatNos;
  if (effect.kind === 'confirmed')
    return readHoldById(state.holds, effect.holdId)?.seatNos ?? noSeats;
  return noSeats;
}

function noteSales(batch: OpenBatch, state: SeatState, effect: Effect): void {
  if (effect.kind === 'confirmed') {
    const { bookingId, holdId } = effect;
    const hold = readHoldById(state.holds, holdId);
    for (const seatNo of hold?.seatNos ?? []) {
      batch.traded.add(seatNo);
      batch.sold.push({ seatNo, customerId: hold?.customerId ?? '', bookingId, holdId });
    }
  } else if (effect.kind === 'returned') {
    const { bookingId } = effect;
    for (const seatNo of effect.seatNos) {
      batch.traded.add(seatNo);
      batch.returned.push({ seatNo, bookingId });
    }
  }
}
