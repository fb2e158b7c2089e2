import type { CatalogueFile } from '@ticketing/contracts';
import type { SqlClient } from '@ticketing/sql-database';
import type { ImportIds, ImportState, KnownSeatMap } from '../domain/plan-import.ts';
import { loadBundles } from './bundles.ts';

/** Keys of a file's things, whatever else may be wrong with it. */
export interface ImportKeys {
  /** Of venues in the file and of those that its events name. */
  readonly venues: readonly string[];
  readonly events: readonly { key: string; performances: readonly string[] }[];
}

/** Lets one import of an organizer run at a time, until the transaction ends. */
export async function lockImports(client: SqlClient, organizerId: string): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))`, [
    organizerId,
  ]);
}

interface HashRow {
  readonly id: string;
  readonly content_hash: string | null;
}
interface SeatMapRow {
  readonly id: string;
  readonly venue_id: string;
  readonly key: string;
  readonly content_hash: string;
  readonly capacity: number;
  readonly versions: number;
}

const seatMapsSql = `
  select distinct on (venue_id, key) id, venue_id, key, content_hash, capacity,
    (count(*) over (partition by venue_id, key))::integer as versions
  from seat_maps where venue_id = any($1) and key is not null
  order by venue_id, key, created_at desc, version desc`;

/**
 * Reads and locks what is kept of the file's things, so that it stays so until the import has
 * written.
 */
export async function readImportState(
  client: SqlClient,
  ids: ImportIds,
  keys: ImportKeys,
): Promise<ImportState & { venueIds: ReadonlySet<string> }> {
  const venueIds = keys.venues.map(ids.venue);
  const eventIds = keys.events.map((event) => ids.event(event.key));
  const performanceIds = keys.events.flatMap((event) =>
    event.performances.map((key) => ids.performance(event.key, key)),
  );
  const [organizer] = await client.query<{ content_hash: string }>(
    'select content_hash from organizers where id = $1 for update',
    [ids.organizer],
  );
  const venues = await client.query<HashRow>(
    'select id, content_hash from venues where id = any($1) order by id for update',
    [venueIds],
  );
  const seatMaps = await client.query<SeatMapRow>(seatMapsSql, [venueIds]);
  const events = await client.query<HashRow>(
    'select id, content_hash from events where id = any($1) order by id for update',
    [eventIds],
  );
  const performances = await client.query<HashRow>(
    'select id, content_hash from performances where id = any($1)',
    [performanceIds],
  );
  const bundles = await loadBundles(
    client,
    events.map((event) => event.id),
  );
  return {
    organizerHash: organizer?.content_hash,
    venueIds: new Set(venues.map((venue) => venue.id)),
    hashes: new Map(
      [...venues, ...events, ...performances].map((row) => [row.id, row.content_hash]),
    ),
    seatMaps: new Map(seatMaps.map((row) => [`${row.venue_id} ${row.key}`, toKnown(row)])),
    bundles: new Map(bundles.map((bundle) => [bundle.event.id, bundle])),
  };
}

const toKnown = (row: SeatMapRow): KnownSeatMap => ({
  id: row.id,
  contentHash: row.content_hash,
  capacity: row.capacity,
  versions: row.versions,
});

/** The keys that can be read from a file's pieces. */
export function keysOf(pieces: {
  venues: readonly { key: string | undefined }[];
  events: readonly {
    key: string | undefined;
    content: Pick<CatalogueFile['events'][number], 'venue'> | undefined;
    performances: readonly { key: string | undefined }[];
  }[];
}): ImportKeys {
  const present = (keys: readonly (string | undefined)[]) => [
    ...new Set(keys.filter((key) => key !== undefined)),
  ];
  return {
    venues: present([
      ...pieces.venues.map((venue) => venue.key),
      ...pieces.events.map((event) => event.content?.venue),
    ]),
    events: pieces.events.flatMap(({ key, performances }) =>
      key === undefined ? [] : [{ key, performances: present(performances.map((p) => p.key)) }],
    ),
  };
}
