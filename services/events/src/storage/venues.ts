import type { Venue } from '@ticketing/contracts';
import type { SqlClient } from '@ticketing/sql-database';
import type { Localized, VenueInput } from '../domain/catalogue.ts';
import { toVenue } from './bundles.ts';

/**
 * Whose things a statement may touch: one organizer's, or (undefined, for an admin) everybody's.
 */
export type Scope = string | undefined;

interface VenueRow {
  readonly id: string;
  readonly organizer_id: string;
  readonly input: VenueInput;
  readonly created_at: Date;
}

interface SeatMapSummary {
  readonly id: string;
  readonly name: Localized;
  readonly version: number;
  readonly capacity: number;
}

/** Whether the organizer is known here. */
export async function organizerExists(client: SqlClient, organizerId: string): Promise<boolean> {
  const rows = await client.query('select from organizers where id = $1', [organizerId]);
  return rows.length > 0;
}

/** Saves a new venue; one of this id stays as it is. */
export async function insertVenue(
  client: SqlClient,
  venue: { id: string; organizerId: string; input: VenueInput; createdAt: Date },
): Promise<void> {
  await client.query(
    `insert into venues (id, organizer_id, input, created_at) values ($1, $2, $3, $4)
     on conflict (id) do nothing`,
    [venue.id, venue.organizerId, venue.input, venue.createdAt],
  );
}

/** Locked until the transaction ends; undefined outside the scope. */
export async function lockVenue(
  client: SqlClient,
  venueId: string,
  scope: Scope,
): Promise<Venue | undefined> {
  const [row] = await client.query<VenueRow>(
    `select id, organizer_id, input, created_at from venues
     where id = $1 and ($2::text is null or organizer_id = $2) for update`,
    [venueId, scope ?? null],
  );
  return row && toVenue(row.id, row.organizer_id, row.input);
}

/** Whose venue it is; undefined outside the scope. */
export async function findOrganizerOfVenue(
  client: SqlClient,
  venueId: string,
  scope: Scope,
): Promise<string | undefined> {
  const [row] = await client.query<{ organizer_id: string }>(
    `select organizer_id from venues
     where id = $1 and ($2::text is null or organizer_id = $2)`,
    [venueId, scope ?? null],
  );
  return row?.organizer_id;
}

/** Replaces what is stated of a venue; from then on it is no longer as a catalogue file left it. */
export async function updateVenueInput(
  client: SqlClient,
  venueId: string,
  input: VenueInput,
): Promise<void> {
  await client.query('update venues set input = $2, content_hash = null where id = $1', [
    venueId,
    input,
  ]);
}

export interface ListedVenue {
  readonly venue: Venue;
  readonly createdAt: Date;
  readonly seatMaps: SeatMapSummary[];
}

/** Venues of the scope with their seat maps, newest first, after a place in that order. */
export async function listVenuesOf(
  client: SqlClient,
  scope: Scope,
  page: { after: readonly (string | number)[] | undefined; limit: number },
): Promise<ListedVenue[]> {
  const rows = await client.query<VenueRow & { seat_maps: SeatMapSummary[] }>(
    `select v.id, v.organizer_id, v.input, v.created_at, coalesce(m.seat_maps, '[]') as seat_maps
     from venues v
     left join lateral (
       select json_agg(json_build_object('id', s.id, 'name', s.name, 'version', s.version,
         'capacity', s.capacity) order by s.created_at, s.version, s.id) as seat_maps
       from seat_maps s where s.venue_id = v.id
     ) m on true
     where ($1::text is null or v.organizer_id = $1)
       and ($2::timestamptz is null or (v.created_at, v.id) < ($2, $3))
     order by v.created_at desc, v.id desc
     limit $4`,
    [scope ?? null, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  );
  return rows.map((row) => ({
    venue: toVenue(row.id, row.organizer_id, row.input),
    createdAt: row.created_at,
    seatMaps: row.seat_maps,
  }));
}

/** Published events held at a venue, whose messages carry its name. */
export async function findPublishedEventsAt(
  client: SqlClient,
  venueIds: readonly string[],
): Promise<string[]> {
  const rows = await client.query<{ id: string }>(
    `select id from events where venue_id = any($1) and status <> 'draft' order by id for update`,
    [venueIds],
  );
  return rows.map((row) => row.id);
}
