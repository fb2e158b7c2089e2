import type { availabilityChanged, DataOf } from '@ticketing/contracts';
import type { SqlDatabase } from '@ticketing/sql-database';
import { saveAvailability } from '../storage/availability.ts';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';
import { lockEvent } from '../storage/events.ts';
import { type AnnounceDependencies, announceEvents } from './announce-events.ts';

export interface RecordAvailabilityDependencies extends AnnounceDependencies {
  readonly database: SqlDatabase;
  readonly cache: Pick<CatalogueCache, 'forget'>;
}

/**
 * Keeps the newest count of a performance's seats, and tells the bus when it sold out or has seats
 * again. Repeating a count, or one that is older than what is known, changes nothing.
 */
export async function recordAvailability(
  dependencies: RecordAvailabilityDependencies,
  count: DataOf<typeof availabilityChanged>,
): Promise<void> {
  const eventId = await dependencies.database.transaction(async (client) => {
    const saved = await saveAvailability(client, count);
    if (saved === undefined) return undefined;
    const wasSoldOut = saved.before === 0;
    if (wasSoldOut === (count.available === 0)) return saved.eventId;
    const event = await lockEvent(client, saved.eventId, undefined);
    if (event?.status === 'published') {
      await announceEvents(dependencies, client, {
        cause: 'availability',
        eventIds: [saved.eventId],
        performanceIds: [],
      });
    }
    return saved.eventId;
  });
  if (eventId !== undefined) dependencies.cache.forget([eventId]);
}
