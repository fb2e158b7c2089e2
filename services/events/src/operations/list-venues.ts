import type { listVenues as endpoint, ReplyOf } from '@ticketing/contracts';
import { pageOf } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import { listVenuesOf, type Scope } from '../storage/venues.ts';
import { decodeTimeCursor, PAGE_LIMIT_DEFAULT } from './list-events.ts';

/**
 * The venues of the scope with their seat maps, newest first. Throws invalid_request for a bad
 * cursor.
 */
export async function listVenues(
  { database }: { database: SqlClient },
  { cursor, limit = PAGE_LIMIT_DEFAULT, scope }: { cursor?: string; limit?: number; scope: Scope },
): Promise<ReplyOf<typeof endpoint>> {
  const after = cursor === undefined ? undefined : decodeTimeCursor(cursor);
  const listed = await listVenuesOf(database, scope, { after, limit: limit + 1 });
  const page = pageOf(listed, limit, ({ createdAt, venue }) => [createdAt.toISOString(), venue.id]);
  return { ...page, items: page.items.map(({ venue, seatMaps }) => ({ venue, seatMaps })) };
}
