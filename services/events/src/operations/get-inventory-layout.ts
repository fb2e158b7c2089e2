import type { InventoryLayout } from '@ticketing/contracts';
import type { SqlClient } from '@ticketing/sql-database';
import { buildInventoryLayout } from '../domain/inventory-layout.ts';
import { compileSeatPlan } from '../domain/seat-plan.ts';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';
import { readSellable } from './get-sale-terms.ts';

/** What inventory needs to open a performance. Throws performance_not_found. */
export async function getInventoryLayout(
  { database, cache }: { database: SqlClient; cache: Pick<CatalogueCache, 'seatMap'> },
  performanceId: string,
): Promise<InventoryLayout> {
  const { bundle, performance } = await readSellable(database, performanceId);
  const { input, seatPlanVersion } = bundle.event;
  const plan = compileSeatPlan({
    performanceId,
    version: seatPlanVersion,
    currency: input.currency,
    seatMap: await cache.seatMap(input.seatMapId),
    priceLevels: input.priceLevels,
  });
  return buildInventoryLayout(plan, performance, performance.allocations);
}
