import type { getPerformance as endpoint, ReplyOf } from '@ticketing/contracts';
import { type Clock, problem } from '@ticketing/service-kit';
import { describePerformance, summariseEvent } from '../domain/event-views.ts';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';

/** One performance with its event. Throws performance_not_found, for those of drafts too. */
export async function getPerformance(
  { cache, clock }: { cache: Pick<CatalogueCache, 'eventOf'>; clock: Pick<Clock, 'now'> },
  performanceId: string,
): Promise<ReplyOf<typeof endpoint>> {
  const bundle = await cache.eventOf(performanceId);
  const performance = bundle?.performances.find(({ id }) => id === performanceId);
  if (bundle === undefined || performance === undefined) throw problem('performance_not_found');
  const now = clock.now();
  return {
    performance: describePerformance(bundle, performance, now),
    event: summariseEvent(bundle, now),
  };
}
