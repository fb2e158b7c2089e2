import type { Venue } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { VenueInput } from '../domain/catalogue.ts';
import { canonicalJson } from '../domain/content-hash.ts';
import { findVenueFaults } from '../domain/venue-faults.ts';
import { listPerformanceIds } from '../storage/performances.ts';
import { findPublishedEventsAt, lockVenue, updateVenueInput } from '../storage/venues.ts';
import { announceEvents } from './announce-events.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';
import { refuseInvalid } from './refuse.ts';

/** Changes a venue, and tells of the events held there. Throws venue_not_found, invalid_request. */
export async function updateVenue(
  dependencies: CatalogueDependencies,
  { venueId, input, scope, requestId }: Scoped<{ venueId: string; input: VenueInput }>,
): Promise<Venue> {
  refuseInvalid(input, findVenueFaults(input, '#'));
  const { venue, eventIds } = await dependencies.database.transaction(async (client) => {
    const before = await lockVenue(client, venueId, scope);
    if (before === undefined) throw problem('venue_not_found');
    const after = { id: venueId, organizerId: before.organizerId, ...input };
    if (canonicalJson(before) === canonicalJson(after)) return { venue: after, eventIds: [] };
    await updateVenueInput(client, venueId, input);
    const affected = await findPublishedEventsAt(client, [venueId]);
    const performanceIds = await listPerformanceIds(client, affected);
    await announceEvents(dependencies, client, {
      cause: 'organizer',
      eventIds: affected,
      performanceIds,
      requestId,
    });
    return { venue: after, eventIds: affected };
  });
  dependencies.cache.forget(eventIds);
  return venue;
}
