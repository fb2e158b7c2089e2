import type { OrganizerEvent } from '@ticketing/contracts';
import type { Clock } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { EventInput } from '../domain/catalogue.ts';
import { insertDraft } from '../storage/events.ts';
import type { Scoped } from './dependencies.ts';
import { readOrganizerEvent } from './get-organizer-event.ts';
import { refuseInvalid } from './refuse.ts';
import { resolvePlaces } from './resolve-places.ts';

/**
 * Drafts an event; `id` is the same when the command is repeated. A draft may be incomplete:
 * publishing checks it. Throws venue_not_found, seat_map_not_found, invalid_request.
 */
export async function createEvent(
  { database, clock }: { database: SqlDatabase; clock: Pick<Clock, 'now'> },
  { id, input, scope }: Scoped<{ id: string; input: EventInput }>,
): Promise<OrganizerEvent> {
  refuseInvalid(input, []);
  return database.transaction(async (client) => {
    const places = await resolvePlaces(client, input, scope);
    await insertDraft(client, { ...places, id, input, createdAt: clock.now() });
    return readOrganizerEvent(client, id, scope);
  });
}
