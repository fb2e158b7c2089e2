import type { SqlDatabase } from '@ticketing/sql-database';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';
import { countNotedBookings, forgetNotedBookings, selectPublished } from '../storage/popularity.ts';
import { type AnnounceDependencies, announceEvents } from './announce-events.ts';

export interface RaisePopularityDependencies extends AnnounceDependencies {
  readonly database: SqlDatabase;
  readonly cache: Pick<CatalogueCache, 'forget'>;
}

/** Longer than the bus keeps messages, so that none can come again after its note is gone. */
const NOTES_KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Adds the tickets confirmed since the last time to their events' popularity and tells the bus, so
 * that a hot sale costs one message per event and run. Returns how many events rose.
 */
export async function raisePopularity(dependencies: RaisePopularityDependencies): Promise<number> {
  const { database, clock, cache } = dependencies;
  const risen = await database.transaction(async (client) => {
    const eventIds = await countNotedBookings(client);
    const published = await selectPublished(client, eventIds);
    await announceEvents(dependencies, client, {
      cause: 'popularity',
      eventIds: published,
      performanceIds: [],
    });
    await forgetNotedBookings(client, new Date(clock.now().getTime() - NOTES_KEPT_MS));
    return eventIds;
  });
  cache.forget(risen);
  return risen.length;
}
