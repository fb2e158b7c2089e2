import { readAtScrape } from '@ticketing/service-kit';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { IndexState, SearchIndex } from './domain/search-index.ts';
import type { MaintenanceReport } from './operations/maintain-index.ts';

export interface SearchMetrics extends MaintenanceReport {
  readonly queries: Counter<'outcome'>;
  /** Told of each change that the index did not keep. */
  countFailedWrite(): void;
}

/** What search tells of itself; how late it hears of changes is the bus's lag. */
export function createSearchMetrics(
  registry: Registry,
  index: Pick<SearchIndex, 'count'>,
): SearchMetrics {
  const registers = [registry];
  const queries = new Counter({
    name: 'search_queries_total',
    help: 'Searches by whether something was found',
    labelNames: ['outcome'],
    registers,
  });
  const failedWrites = new Counter({
    name: 'search_failed_writes_total',
    help: 'Changes that the index did not keep; each is tried again',
    registers,
  });
  const rebuilds = new Counter({
    name: 'search_rebuilds_total',
    help: 'Rebuilds of the index by this instance, by how they ended',
    labelNames: ['outcome'],
    registers,
  });
  const rebuildSeconds = new Gauge({
    name: 'search_rebuild_seconds',
    help: 'How long this instance took for its last rebuild that ended well',
    registers,
  });
  const countAtScrape = readAtScrape(() => index.count());
  new Gauge({
    name: 'search_indexed_events',
    help: 'Events in the index',
    registers,
    async collect() {
      const count = await countAtScrape();
      if (count === undefined) this.remove();
      else this.set(count);
    },
  });
  return {
    queries,
    countFailedWrite: () => failedWrites.inc(),
    saw: measureState(registers),
    rebuilt(outcome, seconds) {
      rebuilds.inc({ outcome });
      if (outcome === 'done') rebuildSeconds.set(seconds);
    },
  };
}

/** As the maintenance last saw it. */
function measureState(registers: Registry[]): (state: IndexState | undefined) => void {
  const builtAt = new Gauge({
    name: 'search_index_built_timestamp_seconds',
    help: 'When the index that serves was built; 0 when there is none',
    registers,
  });
  const writable = new Gauge({
    name: 'search_index_writable',
    help: 'Whether the index takes changes (1), or its disk is full (0)',
    registers,
  });
  return (state) => {
    builtAt.set((state?.builtAt.getTime() ?? 0) / 1000);
    if (state === undefined) writable.remove();
    else writable.set(state.writable ? 1 : 0);
  };
}
