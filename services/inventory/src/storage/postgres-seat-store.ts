import type { SqlClient } from '@ticketing/sql-database';
import { createJournalWriter, readJournal } from './journal.ts';
import { giveUpLeases, listLeaderless, renewLeases, takeLease } from './leases.ts';
import {
  listUnfinishedPerformances,
  loadPerformance,
  saveLayout,
  savePublished,
  saveTerms,
} from './performances.ts';
import type { SeatStore } from './seat-store.ts';
import { pruneJournal, saveSnapshot } from './snapshots.ts';

/** @param client of inventory's own schema, migrated. */
export function createPostgresSeatStore(client: SqlClient): SeatStore {
  return {
    loadPerformance: (performanceId) => loadPerformance(client, performanceId),
    saveLayout: (layout) => saveLayout(client, layout),
    readJournal: (performanceId, afterVersion) => readJournal(client, performanceId, afterVersion),
    writeBatches: createJournalWriter(client),
    saveSnapshot: (snapshot) => saveSnapshot(client, snapshot),
    pruneJournal: (snapshot) => pruneJournal(client, snapshot),
    listUnfinishedPerformances: () => listUnfinishedPerformances(client),
    savePublished: (published) => savePublished(client, published),
    takeLease: (performanceId, taker) => takeLease(client, performanceId, taker),
    renewLeases: (holder, performanceIds) => renewLeases(client, holder, performanceIds),
    giveUpLeases: (holder, leases) => giveUpLeases(client, holder, leases),
    listLeaderless: (countMax) => listLeaderless(client, countMax),
    saveTerms: (terms) => saveTerms(client, terms),
  };
}
