import { problem } from '@ticketing/service-kit';
import { compileSeatPlan } from '../domain/seat-plan.ts';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';
import { type EncodedJson, encodeJson } from '../storage/encoded-json.ts';
import type { Lru } from '../storage/lru.ts';

export interface GetSeatPlanDependencies {
  readonly cache: Pick<CatalogueCache, 'eventOf' | 'seatMap'>;
  /** Plans ready to send, by performance and version. */
  readonly plans: Lru<EncodedJson>;
}

/**
 * A performance's SeatPlan, ready to send. Throws performance_not_found, for those of drafts too.
 */
export async function getSeatPlan(
  { cache, plans }: GetSeatPlanDependencies,
  performanceId: string,
): Promise<EncodedJson> {
  const bundle = await cache.eventOf(performanceId);
  if (!bundle?.performances.some(({ id }) => id === performanceId)) {
    throw problem('performance_not_found');
  }
  const { input, seatPlanVersion } = bundle.event;
  return plans.getOrLoad(`${performanceId} ${seatPlanVersion}`, async () => {
    const plan = compileSeatPlan({
      performanceId,
      version: seatPlanVersion,
      currency: input.currency,
      seatMap: await cache.seatMap(input.seatMapId),
      priceLevels: input.priceLevels,
    });
    return encodeJson(plan);
  });
}
