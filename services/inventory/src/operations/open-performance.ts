import { getInventoryLayout, type InventoryLayout } from '@ticketing/contracts';
import { ApiError, type ServiceCaller } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import { replayRow } from '../domain/replay.ts';
import { readJournal } from '../storage/journal.ts';
import { compileInventoryLayout } from '../storage/layout-codec.ts';
import { loadPerformance, type StoredPerformance, saveLayout } from '../storage/performances.ts';

export interface OpenPerformanceDependencies {
  readonly database: SqlDatabase;
  readonly events: ServiceCaller;
}

export interface OpenedPerformance extends StoredPerformance {
  /** How far the journal goes beyond the snapshot. */
  readonly rowsSinceSnapshot: number;
  readonly effectsSinceSnapshot: number;
}

/**
 * Reads a performance's newest state: snapshot, then journal. The first time its layout comes from the
 * events service and is kept. Undefined when events knows no such performance; rejects when events or
 * the database cannot be asked, or when what is stored does not fit together.
 */
export async function openPerformance(
  dependencies: OpenPerformanceDependencies,
  performanceId: string,
): Promise<OpenedPerformance | undefined> {
  const { database, events } = dependencies;
  let stored = await loadPerformance(database, performanceId);
  if (stored === undefined) {
    const layout = await fetchLayout(events, performanceId);
    if (layout === undefined) return undefined;
    compileInventoryLayout(layout);
    await saveLayout(database, layout);
    stored = await loadPerformance(database, performanceId);
    if (stored === undefined) throw new Error(`the layout of ${performanceId} was not kept`);
  }
  const { state } = stored;
  let rowsSinceSnapshot = 0;
  let effectsSinceSnapshot = 0;
  for await (const row of readJournal(database, performanceId, state.version)) {
    replayRow(state, row);
    rowsSinceSnapshot += 1;
    effectsSinceSnapshot += row.effects.length;
  }
  return { ...stored, rowsSinceSnapshot, effectsSinceSnapshot };
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
