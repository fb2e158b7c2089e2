import type { Venue } from '@ticketing/contracts';
import { type Clock, problem } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { VenueInput } from '../domain/catalogue.ts';
import { findVenueFaults } from '../domain/venue-faults.ts';
import { insertVenue, organizerExists } from '../storage/venues.ts';
import { refuseInvalid } from './refuse.ts';

export interface CreateVenueCommand {
  /** The venue's id, the same when the command is repeated. */
  readonly id: string;
  readonly organizerId: string | undefined;
  readonly input: VenueInput;
}

/**
 * Adds a venue. Throws invalid_request, and forbidden when the caller's organizer is not known
 * here: organizers begin with a catalogue file of theirs.
 */
export async function createVenue(
  { database, clock }: { database: SqlDatabase; clock: Pick<Clock, 'now'> },
  { id, organizerId, input }: CreateVenueCommand,
): Promise<Venue> {
  refuseInvalid(input, findVenueFaults(input, '#'));
  if (organizerId === undefined || !(await organizerExists(database, organizerId))) {
    throw problem('forbidden', 'The account belongs to no organizer that is known here');
  }
  await insertVenue(database, { id, organizerId, input, createdAt: clock.now() });
  return { id, organizerId, ...input };
}
