import type { SeatState } from '../domain/seat-state.ts';
import type { SeatStore } from '../storage/seat-store.ts';
import { encodeSnapshot } from '../storage/snapshot-codec.ts';
import { openPerformance, replayJournal } from './open-performance.ts';

/** What makes a snapshot of all that a performance's journal says by now, and lets go of rows far behind it. */
export type Condense = (performanceId: string) => Promise<void>;

/**
 * Reads the performance as a start would, and keeps what came of it. It needs no lease and disturbs
 * nobody: rows that are written meanwhile are for the next snapshot. The last state stays in memory: a
 * performance that sells is soon condensed again, and then only the rows since are read.
 */
export function condenseJournal(
  store: Pick<SeatStore, 'loadPerformance' | 'readJournal' | 'saveSnapshot' | 'pruneJournal'>,
): Condense {
  let last: { readonly performanceId: string; readonly state: SeatState } | undefined;

  async function read(performanceId: string): Promise<SeatState> {
    const known = last;
    // What fails on the way may leave it between two rows.
    last = undefined;
    if (known?.performanceId !== performanceId) {
      return (await openPerformance({ store }, performanceId)).state;
    }
    await replayJournal(store, performanceId, known.state);
    return known.state;
  }

  return async (performanceId) => {
    const state = await read(performanceId);
    const { version, heldCount } = state;
    await store.saveSnapshot({ performanceId, version, heldCount, state: encodeSnapshot(state) });
    last = { performanceId, state };
    await store.pruneJournal({ performanceId, version });
  };
}
