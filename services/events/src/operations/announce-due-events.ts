import type { SqlDatabase } from '@ticketing/sql-database';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';
import { takeDueEvents } from '../storage/events.ts';
import { type AnnounceDependencies, announceEvents } from './announce-events.ts';

export interface AnnounceDueDependencies extends AnnounceDependencies {
  readonly database: SqlDatabase;
  readonly cache: Pick<CatalogueCache, 'forget'>;
}

/** Events announced in one transaction. */
const EVENTS_AT_ONCE_MAX = 100;

/**
 * Tells the bus of every event of which time alone has changed what is told: a sale opened or
 * closed, a performance began. Each event carries its next such instant in its row, so nothing is
 * missed over a restart, and several processes share the work. Returns how many were told.
 */
export async function announceDueEvents(dependencies: AnnounceDueDependencies): Promise<number> {
  let told = 0;
  for (;;) {
    const eventIds = await dependencies.database.transaction(async (client) => {
      const due = await takeDueEvents(client, dependencies.clock.now(), EVENTS_AT_ONCE_MAX);
      await announceEvents(dependencies, client, {
        cause: 'time',
        eventIds: due,
        performanceIds: [],
      });
      return due;
    });
    dependencies.cache.forget(eventIds);
    told += eventIds.length;
    if (eventIds.length < EVENTS_AT_ONCE_MAX) return told;
  }
}
