import type { OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import { describeForOrganizer } from '../domain/event-views.ts';
import { loadBundle } from '../storage/bundles.ts';
import type { Scope } from '../storage/venues.ts';

/** One event of the scope, drafts too. Throws event_not_found. */
export async function readOrganizerEvent(
  client: SqlClient,
  eventId: string,
  scope: Scope,
): Promise<OrganizerEvent> {
  const bundle = await loadBundle(client, eventId);
  if (bundle === undefined || (scope !== undefined && bundle.event.organizerId !== scope)) {
    throw problem('event_not_found');
  }
  return describeForOrganizer(bundle);
}

/** One event as its organizer sees it. Throws event_not_found, for those of others too. */
export const getOrganizerEvent = (
  { database }: { database: SqlClient },
  { eventId, scope }: { eventId: string; scope: Scope },
): Promise<OrganizerEvent> => readOrganizerEvent(database, eventId, scope);
