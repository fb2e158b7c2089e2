import { applyEffect, type Batch, finishBatch } from './apply-effect.ts';
import type { Command, Effect, Reply } from './commands.ts';
import { decide, decideExpiry } from './decide.ts';
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

/**
 * Lets holds expire, then decides the commands in order, each on top of the ones before. The state is
 * changed at once: when the batch cannot be written, the state must be thrown away.
 * A seat is not both sold and returned in one batch, because the rows of sold seats are written and
 * deleted by one statement, which knows no order; the batch ends before the command that would do so.
 */
export function decideBatch(
  state: SeatState,
  commands: readonly Command[],
  clockMs: number,
): DecidedBatch {
  const batch: Batch = {
    sequence: state.version + 1,
    nowMs: Math.max(clockMs, state.nowMs),
  };
  const effects: Effect[] = [];
  const replies: Reply[] = [];
  const sold: SoldSeat[] = [];
  const returned: ReturnedSeat[] = [];
  const traded = new Set<number>();

  const expiry = decideExpiry(state, batch.nowMs);
  if (expiry !== undefined) {
    applyEffect(state, batch, expiry);
    effects.push(expiry);
  }
  for (const command of commands) {
    const { reply, effect } = decide(state, command, batch.nowMs, batch.sequence);
    if (effect !== undefined) {
      const seatNos = tradedSeats(state, effect);
      if (seatNos.some((seatNo) => traded.has(seatNo))) break;
      for (const seatNo of seatNos) traded.add(seatNo);
      noteSales(state, effect, sold, returned);
      applyEffect(state, batch, effect);
      effects.push(effect);
    }
    replies.push(reply);
  }
  if (effects.length > 0) finishBatch(state, batch);
  const expiredCount = expiry?.kind === 'expired' ? expiry.holdIds.length : 0;
  return { ...batch, replies, effects, sold, returned, expiredCount };
}

/** Seats whose row among the sold seats an effect writes or deletes. */
function tradedSeats(state: SeatState, effect: Effect): readonly number[] {
  if (effect.kind === 'returned') return effect.seatNos;
  if (effect.kind === 'confirmed') return state.holds.get(effect.holdId)?.seatNos ?? [];
  return [];
}

function noteSales(
  state: SeatState,
  effect: Effect,
  sold: SoldSeat[],
  returned: ReturnedSeat[],
): void {
  if (effect.kind === 'confirmed') {
    const { bookingId, holdId } = effect;
    const hold = state.holds.get(holdId);
    for (const seatNo of hold?.seatNos ?? []) {
      sold.push({ seatNo, customerId: hold?.customerId ?? '', bookingId, holdId });
    }
  } else if (effect.kind === 'returned') {
    for (const seatNo of effect.seatNos) returned.push({ seatNo, bookingId: effect.bookingId });
  }
}
