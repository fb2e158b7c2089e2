import { getInventoryLayout, type InventoryLayout } from '@ticketing/contracts';
import { ApiError, type ServiceCaller } from '@ticketing/service-kit';
import { replayRow } from '../domain/replay.ts';
import type { SeatState } from '../domain/seat-state.ts';
import { compileInventoryLayout } from '../storage/layout-codec.ts';
import type { StoredPerformance } from '../storage/performances.ts';
import type { Instance, Lease, SeatStore } from '../storage/seat-store.ts';
import { leaseMs } from './limits.ts';

export interface OpenPerformanceDependencies {
  readonly store: SeatStore;
  readonly events: ServiceCaller;
  /** This instance, as it is now. */
  readonly instance: () => Instance;
}

export interface OpenedPerformance extends StoredPerformance {
  /** How many rows and effects the journal had beyond the snapshot. */
  readonly replayed: number;
}

/**
 * Takes a performance's lease, or learns who has it. The first time the layout comes from the events
 * service and is kept. Undefined when events knows no such performance; rejects when events or the
 * database cannot be asked.
 */
export async function leasePerformance(
  { store, events, instance }: OpenPerformanceDependencies,
  performanceId: string,
): Promise<Lease | undefined> {
  const take = () => store.takeLease(performanceId, { ...instance(), leaseMs });
  const lease = await take();
  if (lease !== undefined) return lease;
  const layout = await fetchLayout(events, performanceId);
  if (layout === undefined) return undefined;
  compileInventoryLayout(layout);
  await store.saveLayout(layout);
  const first = await take();
  if (first === undefined) throw new Error(`the lease of ${performanceId} was not told`);
  return first;
}

/**
 * Reads the newest state of a performance that is leased: snapshot, then journal. Rejects when the
 * database cannot be asked, or when what is stored does not fit together.
 * @param beforeEach is awaited before some more rows are replayed.
 */
export async function openPerformance(
  { store }: { readonly store: Pick<SeatStore, 'loadPerformance' | 'readJournal'> },
  performanceId: string,
  beforeEach: () => Promise<void> = async () => {},
): Promise<OpenedPerformance> {
  const stored = await store.loadPerformance(performanceId);
  if (stored === undefined) throw new Error(`the layout of ${performanceId} was not kept`);
  const replayed = await replayJournal(store, performanceId, stored.state, beforeEach);
  return { ...stored, replayed };
}

/** Moves a state on by all rows that follow it; resolves with how many rows and effects. Rejects as above. */
export async function replayJournal(
  store: Pick<SeatStore, 'readJournal'>,
  performanceId: string,
  state: SeatState,
  beforeEach: () => Promise<void> = async () => {},
): Promise<number> {
  let replayed = 0;
  for await (const rows of store.readJournal(performanceId, state.version)) {
    await beforeEach();
    for (const row of rows) {
      replayRow(state, row);
      replayed += 1 + row.effects.length;
    }
    // Nobody is told seat by seat how it came to be.
    state.changed = [];
  }
  return replayed;
}

async function fetchLayout(
  events: ServiceCaller,
  performanceId: string,
): Promise<InventoryLayout | undefined> {
  try {
    return await events.call(getInventoryLayout, { params: { performanceId } });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'performance_not_found') return undefined;
    throw error;
  }
}
