import { newId } from '@ticketing/service-kit';
import type { Effect } from '../src/domain/commands.ts';
import type { DecidedBatch } from '../src/domain/decide-batch.ts';
import type { JournalRow } from '../src/domain/replay.ts';
import type { SeatStore } from '../src/storage/seat-store.ts';
import { inventoryLayout } from './support/layouts.ts';

export interface StoreUnderTest {
  /** The store as one more process sees it. */
  openStore(): SeatStore;
  /** Seats that are sold, by the table that is the last guard, each with its booking. */
  readSoldSeats(performanceId: string): Promise<ReadonlyMap<number, string>>;
  close(): Promise<void>;
}

export const hall = [{ id: 'floor', level: 0, rows: [10, 10] }];

export const layoutOf = (performanceId: string, sections = hall) =>
  inventoryLayout(performanceId, sections, { blockedSeats: [], ticketsPerCustomerMax: 4 });

/** A performance that was opened. */
export async function openPerformance(store: SeatStore): Promise<string> {
  const performanceId = newId('performance');
  await store.saveLayout(layoutOf(performanceId));
  return performanceId;
}

/** One row as a leader decides it. */
export const batchOf = (sequence: number, changes: Partial<DecidedBatch> = {}): DecidedBatch => ({
  sequence,
  nowMs: 1_000 + sequence,
  replies: [],
  effects: [{ kind: 'released', holdId: `hold ${sequence}` }],
  sold: [],
  returned: [],
  expiredCount: 0,
  ...changes,
});

export const soldTo = (bookingId: string, ...seatNos: number[]) =>
  seatNos.map((seatNo) => ({ seatNo, customerId: 'acc_1', bookingId, holdId: 'hld_1' }));

/** True when it was written, false when it was fenced. */
export async function write(
  store: SeatStore,
  performanceId: string,
  batch: DecidedBatch,
): Promise<boolean> {
  return (await store.writeBatches([{ performanceId, batch }])).has(performanceId);
}

export async function readRows(
  store: SeatStore,
  performanceId: string,
  afterVersion = 0,
): Promise<JournalRow[]> {
  const rows: JournalRow[] = [];
  for await (const page of store.readJournal(performanceId, afterVersion)) rows.push(...page);
  return rows;
}

export const sequencesOf = (rows: readonly JournalRow[]): number[] =>
  rows.map(({ sequence }) => sequence);

/** One of each kind. */
export const effectsOfAllKinds: readonly Effect[] = [
  { kind: 'held', holdId: 'h1', customerId: 'c1', seatNos: [1, 2], expiresAtMs: 90_000 },
  { kind: 'extended', holdId: 'h1', deferred: true, expiresAtMs: 95_000 },
  { kind: 'confirmed', holdId: 'h1', bookingId: 'b1' },
  { kind: 'returned', bookingId: 'b1', returnId: 'r1', seatNos: [1] },
  { kind: 'released', holdId: 'h2' },
  { kind: 'expired', holdIds: ['h3', 'h4'] },
  { kind: 'blocks_changed', changeId: 'm1', block: [7], release: [8] },
  {
    kind: 'terms_set',
    revision: 3,
    ticketsPerCustomerMax: 2,
    closed: true,
    preventSingleSeats: false,
    accessibleReleaseAtMs: undefined,
  },
];
