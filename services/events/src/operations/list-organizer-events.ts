import type { listOrganizerEvents as endpoint, ReplyOf } from '@ticketing/contracts';
import { pageOf } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import { describeForOrganizer } from '../domain/event-views.ts';
import { loadBundles } from '../storage/bundles.ts';
import { listEventIdsOf } from '../storage/events.ts';
import type { Scope } from '../storage/venues.ts';
import { decodeTimeCursor, PAGE_LIMIT_DEFAULT } from './list-events.ts';

/** The events of the scope, drafts too, newest first. Throws invalid_request for a bad cursor. */
export async function listOrganizerEvents(
  { database }: { database: SqlClient },
  { cursor, limit = PAGE_LIMIT_DEFAULT, scope }: { cursor?: string; limit?: number; scope: Scope },
): Promise<ReplyOf<typeof endpoint>> {
  const after = cursor === undefined ? undefined : decodeTimeCursor(cursor);
  const listed = await listEventIdsOf(database, scope, { after, limit: limit + 1 });
  const page = pageOf(listed, limit, ({ at, id }) => [at.toISOString(), id]);
  const bundles = await loadBundles(
    database,
    page.items.map(({ id }) => id),
  );
  return { ...page, items: bundles.map(describeForOrganizer) };
}
