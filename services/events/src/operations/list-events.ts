import type { listEvents as endpoint, ReplyOf } from '@ticketing/contracts';
import { type Clock, decodeCursor, pageOf } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import { summariseEvent } from '../domain/event-views.ts';
import { loadBundles } from '../storage/bundles.ts';
import { listPublicEventIds } from '../storage/events.ts';

/** Items of a page when its reader says nothing. */
export const PAGE_LIMIT_DEFAULT = 20;

/**
 * Published and cancelled events, the last published first. Throws invalid_request for a bad
 * cursor.
 */
export async function listEvents(
  { database, clock }: { database: SqlClient; clock: Pick<Clock, 'now'> },
  query: { cursor?: string; limit?: number },
): Promise<ReplyOf<typeof endpoint>> {
  const limit = query.limit ?? PAGE_LIMIT_DEFAULT;
  const after = query.cursor === undefined ? undefined : decodeTimeCursor(query.cursor);
  const listed = await listPublicEventIds(database, { after, limit: limit + 1 });
  const page = pageOf(listed, limit, ({ at, id }) => [at.toISOString(), id]);
  const bundles = await loadBundles(
    database,
    page.items.map(({ id }) => id),
  );
  const now = clock.now();
  return { ...page, items: bundles.map((bundle) => summariseEvent(bundle, now)) };
}

/** An instant and an id, as lists sorted by age have them. Throws invalid_request. */
export function decodeTimeCursor(cursor: string): readonly (string | number)[] {
  const values = decodeCursor(cursor, ['string', 'string']);
  if (!Number.isNaN(Date.parse(String(values[0])))) return values;
  return decodeCursor('', ['string', 'string']);
}
