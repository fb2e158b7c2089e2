import type { InventoryLayout, SaleTerms } from '@ticketing/contracts';
import type { DecidedBatch } from '../domain/decide-batch.ts';
import type { JournalRow } from '../domain/replay.ts';
import type { StoredPerformance } from './performances.ts';
import type { Snapshot } from './snapshots.ts';

/** A batch to be written: one row of one performance. */
export interface BatchToWrite {
  readonly performanceId: string;
  readonly batch: DecidedBatch;
}

/** Who leads: an instance of this service. */
export interface Instance {
  /** Another one for each process. */
  readonly id: string;
  /** host:port of its gRPC door; empty before that is open. */
  readonly address: string;
}

/** Who may decide for a performance. */
export type Lease =
  | {
      readonly mine: true;
      /** Grows whenever the holder changes. */
      readonly term: number;
      /** The holder before did not give it up: what that one sent may still be written. */
      readonly afterCrash: boolean;
    }
  | {
      readonly mine: false;
      /** Its address. */
      readonly leader: string;
      /** How long its lease lasts unless it is renewed. */
      readonly leftMs: number;
    };

export interface RenewedLease {
  readonly performanceId: string;
  /** Of the newest terms that were saved, by whichever instance. */
  readonly termsRevision: number;
}

export interface GivenUpLease {
  readonly performanceId: string;
  /** Somebody must lead it even if nobody asks for it. */
  readonly wanted: boolean;
}

/**
 * All that inventory keeps, as its operations see it. Every call rejects when the store cannot be asked;
 * of a call that rejects nobody knows whether it took effect.
 */
export interface SeatStore {
  /** Undefined when no command ever opened the performance. */
  loadPerformance(performanceId: string): Promise<StoredPerformance | undefined>;
  /** Keeps the layout of a performance that is opened for the first time; the first one stays. */
  saveLayout(layout: InventoryLayout): Promise<void>;
  /**
   * The rows after a version, in order, some at a time: waiting for each by itself would cost more than
   * replaying it.
   */
  readJournal(performanceId: string, afterVersion: number): AsyncIterable<Iterable<JournalRow>>;
  /**
   * Writes the batches, each wholly or not at all, and resolves once they are durable with the
   * performances whose batch was written. One that is missing was fenced: another writer wrote the row
   * of that sequence. One call at a time.
   * @param batches of different performances.
   */
  writeBatches(batches: readonly BatchToWrite[]): Promise<ReadonlySet<string>>;
  /** Keeps the newest snapshot of a performance. */
  saveSnapshot(snapshot: Snapshot): Promise<void>;
  /** Lets go of rows far behind a snapshot; never so that an old writer could write where they were. */
  pruneJournal(snapshot: Pick<Snapshot, 'performanceId' | 'version'>): Promise<void>;
  /** Performances with something left to do by themselves, such as holds that may have to expire. */
  listUnfinishedPerformances(): Promise<string[]>;
  /** Notes up to which version the bus knows how many seats are left. */
  savePublished(
    published: readonly { readonly performanceId: string; readonly version: number }[],
  ): Promise<void>;
  /**
   * Takes the lease of a performance, or tells who has it. Time is the store's own. Undefined when no
   * command ever opened the performance.
   */
  takeLease(
    performanceId: string,
    taker: Instance & { readonly leaseMs: number },
  ): Promise<Lease | undefined>;
  /** Makes leases last from now on again; returns those that are the instance's still. */
  renewLeases(
    holder: Instance & { readonly leaseMs: number },
    performanceIds: readonly string[],
  ): Promise<RenewedLease[]>;
  /** Only for performances of which nothing is on its way any more. */
  giveUpLeases(holder: Pick<Instance, 'id'>, leases: readonly GivenUpLease[]): Promise<void>;
  /** Performances that somebody must lead and nobody does. */
  listLeaderless(countMax: number): Promise<string[]>;
  /**
   * Keeps the terms unless newer ones are there. Tells whether they count now: for a performance that was
   * opened, and are the newest.
   */
  saveTerms(terms: SaleTerms): Promise<{ opened: boolean }>;
}
