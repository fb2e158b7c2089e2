import { problem } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import type { EventInput } from '../domain/catalogue.ts';
import { seatPlanVersion } from '../domain/seat-plan.ts';
import { findSeatMap } from '../storage/seat-maps.ts';
import { findOrganizerOfVenue, type Scope } from '../storage/venues.ts';

export interface Places {
  readonly organizerId: string;
  readonly capacity: number;
  readonly seatPlanVersion: string;
}

/**
 * What an event's venue and seat map say about it. The seat map must be one of the venue, the venue
 * of the scope. Throws venue_not_found, seat_map_not_found.
 */
export async function resolvePlaces(
  client: SqlClient,
  input: EventInput,
  scope: Scope,
): Promise<Places> {
  const organizerId = await findOrganizerOfVenue(client, input.venueId, scope);
  if (organizerId === undefined) throw problem('venue_not_found');
  const seatMap = await findSeatMap(client, input.seatMapId);
  if (seatMap?.venueId !== input.venueId) throw problem('seat_map_not_found');
  return {
    organizerId,
    capacity: seatMap.capacity,
    seatPlanVersion: seatPlanVersion(seatMap.contentHash, input.currency, input.priceLevels),
  };
}
