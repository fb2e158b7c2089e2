import type { Lease, SeatStore } from '@ticketing/inventory-service/simulation';
import { type Asking, unlessEmpty } from './asking.ts';
import type { Batch, SeatJournal } from './seat-journal.ts';

/** The journals of performances, by their ids. */
export interface Journals {
  of(performanceId: string): SeatJournal;
  all(): Iterable<readonly [performanceId: string, journal: SeatJournal]>;
}

/** Told at the moment of each effect. */
interface Notes {
  readonly onWrite?: (batch: Batch, isWritten: boolean) => void;
  readonly onLease?: (lease: Lease | undefined) => void;
}

/** The journals as a process of inventory sees them. */
export function seatStoreOf(journals: Journals, asking: Asking, notes: Notes = {}): SeatStore {
  const those = (fits: (journal: SeatJournal) => boolean): string[] =>
    [...journals.all()].filter(([, journal]) => fits(journal)).map(([id]) => id);
  return {
    loadPerformance: (id) => asking(() => journals.of(id).load()),
    saveLayout: (layout) => asking(() => journals.of(layout.performanceId).saveLayout(layout)),
    async *readJournal(id, afterVersion) {
      yield await asking(() =>
        journals
          .of(id)
          .rows.filter(({ sequence }) => sequence > afterVersion)
          .sort((a, b) => a.sequence - b.sequence),
      );
    },
    writeBatches: (batches) =>
      asking(() => {
        const written = batches.filter(({ performanceId, batch }) => {
          const isWritten = journals.of(performanceId).write(batch);
          notes.onWrite?.(batch, isWritten);
          return isWritten;
        });
        return new Set(written.map(({ performanceId }) => performanceId));
      }),
    saveSnapshot: (snapshot) =>
      asking(() => journals.of(snapshot.performanceId).saveSnapshot(snapshot)),
    // Every row is kept.
    pruneJournal: async () => undefined,
    listUnfinishedPerformances: () => asking(() => those((journal) => journal.isUnfinished())),
    async savePublished(published) {
      for (const { performanceId, version } of published) {
        journals.of(performanceId).savePublished(version);
      }
    },
    takeLease: (id, taker) =>
      asking(() => {
        const lease = journals.of(id).takeLease(taker);
        notes.onLease?.(lease);
        return lease;
      }),
    renewLeases: (holder, ids) =>
      asking(() =>
        ids
          .map((performanceId) => ({ performanceId, journal: journals.of(performanceId) }))
          .filter(({ journal }) => journal.renewLease(holder))
          .map(({ performanceId, journal }) => ({
            performanceId,
            termsRevision: journal.termsRevision(),
          })),
      ),
    giveUpLeases: (holder, leases) =>
      asking(() => {
        for (const { performanceId, wanted } of leases) {
          journals.of(performanceId).giveUpLease(holder, wanted);
        }
      }),
    listLeaderless: unlessEmpty((countMax: number) => {
      const leaderless = [...journals.all()].flatMap(([id, journal]) => {
        const sinceMs = journal.leaderlessSinceMs();
        return sinceMs === undefined ? [] : [{ id, sinceMs }];
      });
      return leaderless
        .sort((a, b) => a.sinceMs - b.sinceMs)
        .slice(0, countMax)
        .map(({ id }) => id);
    }, asking),
    saveTerms: (terms) => asking(() => journals.of(terms.performanceId).saveTerms(terms)),
  };
}
