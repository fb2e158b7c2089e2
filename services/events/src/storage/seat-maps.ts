import type { SeatMap } from '@ticketing/contracts';
import type { SqlClient } from '@ticketing/sql-database';

export interface SeatMapRecord {
  readonly id: string;
  readonly organizerId: string;
  readonly venueId: string;
  readonly version: number;
  readonly capacity: number;
  readonly contentHash: string;
}

interface SeatMapRow {
  readonly id: string;
  readonly organizer_id: string;
  readonly venue_id: string;
  readonly version: number;
  readonly capacity: number;
  readonly content_hash: string;
}

/** A seat map without its layout; undefined when there is none of this id. */
export async function findSeatMap(
  client: SqlClient,
  seatMapId: string,
): Promise<SeatMapRecord | undefined> {
  const [row] = await client.query<SeatMapRow>(
    `select id, organizer_id, venue_id, version, capacity, content_hash
     from seat_maps where id = $1`,
    [seatMapId],
  );
  return (
    row && {
      id: row.id,
      organizerId: row.organizer_id,
      venueId: row.venue_id,
      version: row.version,
      capacity: row.capacity,
      contentHash: row.content_hash,
    }
  );
}

/** The layouts of these seat maps, by id. */
export async function loadSeatMapLayouts(
  client: SqlClient,
  seatMapIds: readonly string[],
): Promise<Map<string, SeatMap>> {
  if (seatMapIds.length === 0) return new Map();
  const rows = await client.query<{ id: string; layout: SeatMap }>(
    'select id, layout from seat_maps where id = any($1)',
    [seatMapIds],
  );
  return new Map(rows.map((row) => [row.id, row.layout]));
}

/**
 * Saves a seat map as the next version of those in the venue with its Korean name. One of this id
 * stays as it is. The caller has locked the venue, so that versions are given one after another.
 */
export async function insertSeatMap(
  client: SqlClient,
  seatMap: Omit<SeatMapRecord, 'version'> & { layout: SeatMap; createdAt: Date },
): Promise<SeatMapRecord> {
  await client.query(
    `insert into seat_maps (id, organizer_id, venue_id, name, version, capacity, layout,
       content_hash, created_at)
     select $1, $2, $3, $4::jsonb, coalesce(max(version), 0) + 1, $5, $6::json, $7, $8
     from seat_maps where venue_id = $3 and name ->> 'ko' = $4::jsonb ->> 'ko'
     on conflict (id) do nothing`,
    [
      seatMap.id,
      seatMap.organizerId,
      seatMap.venueId,
      seatMap.layout.name,
      seatMap.capacity,
      JSON.stringify(seatMap.layout),
      seatMap.contentHash,
      seatMap.createdAt,
    ],
  );
  const saved = await findSeatMap(client, seatMap.id);
  if (saved === undefined) throw new Error(`the seat map ${seatMap.id} was not saved`);
  return saved;
}
