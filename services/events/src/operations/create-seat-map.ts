import type { createSeatMap as endpoint, ReplyOf, SeatMap } from '@ticketing/contracts';
import { type Clock, problem } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import { contentHash } from '../domain/content-hash.ts';
import { findSeatMapFaults, seatMapCapacity } from '../domain/seat-map-faults.ts';
import { insertSeatMap } from '../storage/seat-maps.ts';
import { lockVenue } from '../storage/venues.ts';
import type { Scoped } from './dependencies.ts';
import { refuseInvalid } from './refuse.ts';

/** `id` is the seat map's id, the same when the command is repeated. */
type CreateSeatMapCommand = Scoped<{ id: string; venueId: string; seatMap: SeatMap }>;

/**
 * Adds a seat map to a venue, as the next version of those with its Korean name.
 * Throws venue_not_found, and invalid_request with the faults of the map.
 */
export async function createSeatMap(
  { database, clock }: { database: SqlDatabase; clock: Pick<Clock, 'now'> },
  { id, venueId, seatMap, scope }: CreateSeatMapCommand,
): Promise<ReplyOf<typeof endpoint>> {
  refuseInvalid(seatMap, findSeatMapFaults(seatMap, '#'));
  return database.transaction(async (client) => {
    const venue = await lockVenue(client, venueId, scope);
    if (venue === undefined) throw problem('venue_not_found');
    const saved = await insertSeatMap(client, {
      id,
      organizerId: venue.organizerId,
      venueId,
      capacity: seatMapCapacity(seatMap),
      contentHash: contentHash(seatMap),
      layout: seatMap,
      createdAt: clock.now(),
    });
    return { id: saved.id, version: saved.version, capacity: saved.capacity };
  });
}
