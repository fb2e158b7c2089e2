import type { InventoryLayout, SaleTerms } from '@ticketing/contracts';
import {
  type BatchToWrite,
  compileInventoryLayout,
  createSeatState,
  decodeSnapshot,
  type Instance,
  type Lease,
  type Snapshot,
  type StoredPerformance,
} from '@ticketing/inventory-service/simulation';

export type Batch = BatchToWrite['batch'];
export type Row = Pick<Batch, 'sequence' | 'nowMs' | 'effects'>;

/** What survives inventory's instances: one performance's journal, snapshot, terms and lease. */
export interface SeatJournal {
  readonly rows: readonly Row[];
  /** The last guard: who bought which seat. */
  readonly soldSeats: ReadonlyMap<number, string>;
  load(): StoredPerformance | undefined;
  saveLayout(layout: InventoryLayout): void;
  /** False when that sequence is written already. Throws when a seat would be sold twice. */
  write(batch: Batch): boolean;
  saveSnapshot(snapshot: Snapshot): void;
  savePublished(version: number): void;
  saveTerms(terms: SaleTerms): { opened: boolean };
  takeLease(taker: Instance & { readonly leaseMs: number }): Lease | undefined;
  renewLease(holder: Instance & { readonly leaseMs: number }): boolean;
  giveUpLease(holder: Pick<Instance, 'id'>, wanted: boolean): void;
  /** Since when somebody must lead it and nobody does; undefined: somebody does, or need not. */
  leaderlessSinceMs(): number | undefined;
  /** It has holds, or rows that the snapshot does not cover or the bus was not told of. */
  isUnfinished(): boolean;
  termsRevision(): number;
}

interface KeptLease {
  readonly holder: string;
  readonly address: string;
  readonly term: number;
  readonly afterCrash: boolean;
  readonly wanted: boolean;
  readonly endsAtMs: number;
}

/** As PostgreSQL refuses a statement that breaks a unique key. */
class RefusedStatement extends Error {
  readonly severity = 'ERROR';
}

export function createSeatJournal(nowMs: () => number): SeatJournal {
  const rows: Row[] = [];
  const soldSeats = new Map<number, string>();
  let layout: InventoryLayout | undefined;
  let snapshot: Snapshot | undefined;
  let published = 0;
  let terms: SaleTerms | undefined;
  let lease: KeptLease | undefined;

  return {
    rows,
    soldSeats,
    load() {
      if (layout === undefined) return undefined;
      const compiled = compileInventoryLayout(layout);
      return {
        layout: compiled,
        state: snapshot
          ? decodeSnapshot(compiled, snapshot.state)
          : createSeatState(compiled, layout.ticketsPerCustomerMax),
        publishedVersion: published,
        terms: terms && termsCommandOf(terms),
      };
    },
    saveLayout(given) {
      layout ??= given;
    },
    write({ sequence, nowMs: decidedAtMs, effects, sold, returned }) {
      if (rows.some((row) => row.sequence === sequence)) return false;
      const isTaken = sold.some(({ seatNo }) => soldSeats.has(seatNo));
      if (isTaken) throw new RefusedStatement('a seat is sold already');
      for (const { seatNo, bookingId } of returned) {
        if (soldSeats.get(seatNo) === bookingId) soldSeats.delete(seatNo);
      }
      for (const { seatNo, bookingId } of sold) soldSeats.set(seatNo, bookingId);
      rows.push({ sequence, nowMs: decidedAtMs, effects });
      return true;
    },
    saveSnapshot(given) {
      if (snapshot === undefined || snapshot.version < given.version) snapshot = given;
    },
    savePublished(version) {
      published = Math.max(published, version);
    },
    saveTerms(given) {
      if (terms !== undefined && terms.revision > given.revision) return { opened: false };
      terms = given;
      return { opened: layout !== undefined };
    },
    takeLease({ id, address, leaseMs }) {
      if (layout === undefined) return undefined;
      const mayTake =
        lease === undefined ||
        lease.holder === id ||
        lease.endsAtMs <= nowMs() ||
        (lease.address === address && address !== '');
      if (!mayTake && lease !== undefined) {
        return {
          mine: false,
          leader: lease.address,
          leftMs: Math.max(0, lease.endsAtMs - nowMs()),
        };
      }
      const isNew = lease !== undefined && lease.holder !== id;
      const afterCrash = isNew ? lease?.holder !== '' : (lease?.afterCrash ?? false);
      const term = (lease?.term ?? 1) + (isNew ? 1 : 0);
      const endsAtMs = nowMs() + leaseMs;
      lease = { holder: id, address, term, afterCrash, wanted: true, endsAtMs };
      return { mine: true, term, afterCrash };
    },
    renewLease({ id, address, leaseMs }) {
      if (lease?.holder !== id) return false;
      lease = { ...lease, address, endsAtMs: nowMs() + leaseMs };
      return true;
    },
    giveUpLease({ id }, wanted) {
      if (lease?.holder !== id) return;
      lease = { ...lease, holder: '', address: '', endsAtMs: Number.NEGATIVE_INFINITY, wanted };
    },
    leaderlessSinceMs: () =>
      lease?.wanted === true && lease.endsAtMs <= nowMs() ? lease.endsAtMs : undefined,
    isUnfinished() {
      const covered = Math.min(published, snapshot?.version ?? 0);
      const isOpen = (snapshot?.heldCount ?? 0) > 0 || rows.some((row) => row.sequence > covered);
      return layout !== undefined && isOpen;
    },
    termsRevision: () => terms?.revision ?? 0,
  };
}

/** What of the terms concerns seats. */
export function termsCommandOf({ revision, ticketsPerCustomerMax, status }: SaleTerms) {
  const closed = status === 'cancelled';
  return { kind: 'set_terms', revision, ticketsPerCustomerMax, closed } as const;
}
