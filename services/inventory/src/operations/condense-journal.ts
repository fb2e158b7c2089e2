import type { SeatStore } from '../storage/seat-store.ts';
import { encodeSnapshot } from '../storage/snapshot-codec.ts';
import { openPerformance } from './open-performance.ts';

/** What makes a snapshot of all that a performance's journal says by now, and lets go of rows far behind it. */
export type Condense = (performanceId: string) => Promise<void>;

/**
 * Reads the performance as a start would, and keeps what came of it. It needs no lease and disturbs
 * nobody: rows that are written meanwhile are for the next snapshot.
 */
export function condenseJournal(
  store: Pick<SeatStore, 'loadPerformance' | 'readJournal' | 'saveSnapshot' | 'pruneJournal'>,
): Condense {
  return async (performanceId) => {
    const { state } = await openPerformance({ store }, performanceId);
    const { version, heldCount } = state;
    await store.saveSnapshot({ performanceId, version, heldCount, state: encodeSnapshot(state) });
    await store.pruneJournal({ performanceId, version });
  };
}
