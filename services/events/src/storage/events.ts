import type { SqlClient } from '@ticketing/sql-database';
import type { EventInput, EventStatus, Localized } from '../domain/catalogue.ts';
import type { Scope } from './venues.ts';

export interface NewEvent {
  readonly id: string;
  readonly organizerId: string;
  readonly input: EventInput;
  readonly capacity: number;
  readonly seatPlanVersion: string;
  readonly createdAt: Date;
}

/** Saves a draft; an event of this id stays as it is. */
export async function insertDraft(client: SqlClient, event: NewEvent): Promise<void> {
  await client.query(
    `insert into events (id, organizer_id, venue_id, seat_map_id, status, input, capacity,
       seat_plan_version, revision, created_at)
     values ($1, $2, $3, $4, 'draft', $5, $6, $7, 1, $8)
     on conflict (id) do nothing`,
    [
      event.id,
      event.organizerId,
      event.input.venueId,
      event.input.seatMapId,
      event.input,
      event.capacity,
      event.seatPlanVersion,
      event.createdAt,
    ],
  );
}

/**
 * Locks an event until the transaction ends, so that its writers and its messages come one after
 * another. Undefined outside the scope.
 */
export async function lockEvent(
  client: SqlClient,
  eventId: string,
  scope: Scope,
): Promise<{ organizerId: string; status: EventStatus } | undefined> {
  const [row] = await client.query<{ organizer_id: string; status: EventStatus }>(
    `select organizer_id, status from events
     where id = $1 and ($2::text is null or organizer_id = $2) for update`,
    [eventId, scope ?? null],
  );
  return row && { organizerId: row.organizer_id, status: row.status };
}

/**
 * Replaces what is stated of an event; from then on it is no longer as a catalogue file left it.
 */
export async function updateEventInput(
  client: SqlClient,
  event: Pick<NewEvent, 'id' | 'input' | 'capacity' | 'seatPlanVersion'>,
): Promise<void> {
  await client.query(
    `update events set input = $2, venue_id = $3, seat_map_id = $4, capacity = $5,
       seat_plan_version = $6, revision = revision + 1, content_hash = null
     where id = $1`,
    [
      event.id,
      event.input,
      event.input.venueId,
      event.input.seatMapId,
      event.capacity,
      event.seatPlanVersion,
    ],
  );
}

export async function markPublished(client: SqlClient, eventId: string, at: Date): Promise<void> {
  await client.query(`update events set status = 'published', published_at = $2 where id = $1`, [
    eventId,
    at,
  ]);
}

/** Cancels an event and those of its performances that were not cancelled before. */
export async function markCancelled(
  client: SqlClient,
  eventId: string,
  reason: Localized,
): Promise<void> {
  await client.query(`update events set status = 'cancelled', cancel_reason = $2 where id = $1`, [
    eventId,
    reason,
  ]);
  await client.query(
    `update performances set status = 'cancelled', cancel_reason = $2
     where event_id = $1 and status <> 'cancelled'`,
    [eventId, reason],
  );
}

/** Counts a change of these events, and of their performances' terms where those changed too. */
export async function raiseRevisions(
  client: SqlClient,
  eventIds: readonly string[],
  performanceIds: readonly string[],
): Promise<void> {
  await client.query('update events set revision = revision + 1 where id = any($1)', [eventIds]);
  if (performanceIds.length === 0) return;
  await client.query('update performances set revision = revision + 1 where id = any($1)', [
    performanceIds,
  ]);
}

/** Notes when time alone will next change what is told of each event; null: never. */
export async function setBoundaries(
  client: SqlClient,
  boundaries: readonly { eventId: string; at: Date | undefined }[],
): Promise<void> {
  await client.query(
    `update events set next_boundary_at = due.at
     from unnest($1::text[], $2::timestamptz[]) as due (id, at)
     where events.id = due.id and events.next_boundary_at is distinct from due.at`,
    [boundaries.map(({ eventId }) => eventId), boundaries.map(({ at }) => at ?? null)],
  );
}

/**
 * Published events whose boundary has come, locked; those that another process holds are its
 * business.
 */
export async function takeDueEvents(
  client: SqlClient,
  now: Date,
  limit: number,
): Promise<string[]> {
  const rows = await client.query<{ id: string }>(
    `select id from events where status = 'published' and next_boundary_at <= $1
     order by next_boundary_at, id limit $2 for update skip locked`,
    [now, limit],
  );
  return rows.map((row) => row.id);
}

export interface Page {
  /** Sort key of the last item that was shown: an instant, then an id. */
  readonly after: readonly (string | number)[] | undefined;
  readonly limit: number;
}

export interface Listed {
  readonly id: string;
  readonly at: Date;
}

/** Events that the site shows, the last published first. */
export async function listPublicEventIds(client: SqlClient, page: Page): Promise<Listed[]> {
  return client.query<Listed>(
    `select id, published_at as at from events
     where status <> 'draft'
       and ($1::timestamptz is null or (published_at, id) < ($1, $2))
     order by published_at desc, id desc limit $3`,
    [page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  );
}

/** Events of the scope, drafts too, the newest first. */
export async function listEventIdsOf(
  client: SqlClient,
  scope: Scope,
  page: Page,
): Promise<Listed[]> {
  return client.query<Listed>(
    `select id, created_at as at from events
     where ($1::text is null or organizer_id = $1)
       and ($2::timestamptz is null or (created_at, id) < ($2, $3))
     order by created_at desc, id desc limit $4`,
    [scope ?? null, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  );
}
