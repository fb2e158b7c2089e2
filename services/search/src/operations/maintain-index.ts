import type { SearchDependencies } from '../dependencies.ts';
import type { IndexState } from '../domain/search-index.ts';
import { rebuildIndex } from './rebuild-index.ts';

/** How old the index may be when an instance starts: of many that start together one builds it. */
const ageAtStartMsMax = 10 * 60_000;
/** A daily rebuild mends what went wrong unseen. */
const ageMsMax = 24 * 60 * 60_000;
const lookMs = 30_000;
/** While another instance is at it. */
const busyMs = 500;
const retryMsFirst = 200;
const retryMsMax = 5_000;

/** What the maintenance has seen and done, for metrics. */
export interface MaintenanceReport {
  saw(state: IndexState | undefined): void;
  rebuilt(outcome: 'done' | 'failed', seconds: number): void;
}

type Dependencies = Pick<SearchDependencies, 'index' | 'events' | 'clock' | 'logger'>;

/**
 * Keeps an index there until the signal: builds it when there is none, when it is not what this release
 * and this server would build, at a start, and once a day. Both the engine and the events service
 * may be away; it goes on until they are back. Resolves when it was stopped.
 */
export async function maintainIndex(
  dependencies: Dependencies,
  report: MaintenanceReport,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger } = dependencies;
  const startedAtMs = clock.now().getTime();
  const isDue = (state: IndexState | undefined): boolean => {
    if (state === undefined) return true;
    if (state.fit !== 'current') return state.fit === 'outdated';
    const builtBefore = Math.max(startedAtMs - ageAtStartMsMax, clock.now().getTime() - ageMsMax);
    return state.builtAt.getTime() < builtBefore;
  };

  let retryMs = retryMsFirst;
  while (!signal.aborted) {
    let pauseMs = lookMs;
    try {
      const outcome = await lookAfter(dependencies, { isDue, report, signal });
      if (outcome === 'busy') pauseMs = busyMs;
      retryMs = retryMsFirst;
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: error, retryMs }, 'the index cannot be looked after; trying again');
      pauseMs = retryMs;
      retryMs = Math.min(retryMs * 2, retryMsMax);
    }
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}

interface Maintenance {
  readonly isDue: (state: IndexState | undefined) => boolean;
  readonly report: MaintenanceReport;
  readonly signal: AbortSignal;
}

async function lookAfter(
  { index, events, clock, logger }: Dependencies,
  how: Maintenance,
): Promise<'busy' | 'fine'> {
  const state = await index.state();
  how.report.saw(state);
  if (state?.writable === false) {
    logger.warn('the disk of the search engine is full: searches go on, changes wait');
  }
  if (state?.fit === 'newer') {
    logger.warn('a newer release has built the index; changes wait for its instances');
  }
  if (!how.isDue(state)) return 'fine';

  const beganMs = clock.now().getTime();
  const seconds = () => (clock.now().getTime() - beganMs) / 1000;
  const rebuilding = rebuildIndex({ index, events }, how.isDue, how.signal);
  const { outcome, events: read } = await rebuilding.catch((error: unknown) => {
    how.report.rebuilt('failed', seconds());
    throw error;
  });
  if (outcome === 'busy') return 'busy';
  if (outcome === 'rebuilt') {
    how.report.rebuilt('done', seconds());
    logger.info({ events: read }, 'index built');
  }
  how.report.saw(await index.state());
  return 'fine';
}
