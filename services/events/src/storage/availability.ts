import type { availabilityChanged, DataOf } from '@ticketing/contracts';
import type { SqlClient } from '@ticketing/sql-database';

type Count = DataOf<typeof availabilityChanged>;

/**
 * Keeps a count that is newer than the one known. Returns how many seats were free before
 * (undefined before the first count); undefined altogether when the count is old or the performance
 * unknown.
 */
export async function saveAvailability(
  client: SqlClient,
  count: Count,
): Promise<{ eventId: string; before: number | undefined } | undefined> {
  const [row] = await client.query<{ event_id: string; before: number | null }>(
    `with known as (
       select available from availability where performance_id = $1
     ), saved as (
       insert into availability as kept (performance_id, version, available, by_level)
       select id, $2, $3, $4::jsonb from performances where id = $1
       on conflict (performance_id) do update set version = excluded.version,
         available = excluded.available, by_level = excluded.by_level
         where kept.version < excluded.version
       returning performance_id
     )
     select p.event_id, (select available from known) as before
     from saved join performances p on p.id = saved.performance_id`,
    [count.performanceId, count.version, count.available, JSON.stringify(count.byLevel)],
  );
  return row && { eventId: row.event_id, before: row.before ?? undefined };
}
