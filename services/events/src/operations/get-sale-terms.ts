import type { SaleTerms } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import type { EventBundle, PerformanceRecord } from '../domain/catalogue.ts';
import { describeSaleTerms } from '../domain/event-views.ts';
import { loadPerformance } from '../storage/bundles.ts';

/** What is needed to sell a performance, as it stands now. Throws performance_not_found. */
export async function getSaleTerms(
  { database }: { database: SqlClient },
  performanceId: string,
): Promise<SaleTerms> {
  const { bundle, performance } = await readSellable(database, performanceId);
  return describeSaleTerms(bundle, performance);
}

/**
 * A performance of a published or cancelled event, past any cache. Throws performance_not_found.
 */
export async function readSellable(
  database: SqlClient,
  performanceId: string,
): Promise<{ bundle: EventBundle; performance: PerformanceRecord }> {
  const found = await loadPerformance(database, performanceId);
  if (found === undefined || found.bundle.event.status === 'draft') {
    throw problem('performance_not_found');
  }
  return found;
}
