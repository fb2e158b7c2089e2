import { applyEffect, type Batch, finishBatch } from './apply-effect.ts';
import type { Effect } from './commands.ts';
import type { SeatState } from './seat-state.ts';

/** A row of the journal, read back. */
export interface JournalRow extends Batch {
  readonly effects: readonly Effect[];
}

/** Moves the state on by one row. Throws when the row does not follow the one before. */
export function replayRow(state: SeatState, row: JournalRow): void {
  if (row.sequence !== state.version + 1) {
    throw new Error(`journal row ${row.sequence} cannot follow ${state.version}`);
  }
  for (const effect of row.effects) applyEffect(state, row, effect);
  finishBatch(state, row);
}
