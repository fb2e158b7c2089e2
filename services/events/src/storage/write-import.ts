import type { SqlClient } from '@ticketing/sql-database';
import { TICKETS_PER_CUSTOMER_DEFAULT } from '../domain/catalogue.ts';
import type { ImportPlan } from '../domain/plan-import.ts';

/** Whose things are written, and when. */
interface Owner {
  readonly organizerId: string;
  readonly at: Date;
}

/** Writes what an import found to be new or different, one statement a table. */
export async function writeImport(
  client: SqlClient,
  plan: ImportPlan,
  owner: Owner,
): Promise<void> {
  await writeOrganizer(client, plan, owner);
  await writeRows(client, venuesSql, owner, plan.venues);
  await writeRows(client, seatMapsSql, owner, plan.seatMaps);
  await writeRows(client, eventsSql, owner, plan.events);
  await writeRows(client, performancesSql, owner, plan.performances.map(toPerformanceRow));
  if (plan.cancelledEventIds.length === 0) return;
  await client.query(
    `update performances set status = 'cancelled'
     where event_id = any($1) and status <> 'cancelled'`,
    [plan.cancelledEventIds],
  );
}

async function writeOrganizer(
  client: SqlClient,
  { organizer }: ImportPlan,
  { at }: Owner,
): Promise<void> {
  if (organizer === undefined) return;
  await client.query(
    `insert into organizers (id, key, name, content_hash, created_at)
     values ($1, $2, $3, $4, $5)
     on conflict (id) do update set name = excluded.name, content_hash = excluded.content_hash`,
    [organizer.id, organizer.key, organizer.name, organizer.hash, at],
  );
}

/** `text` takes the organizer ($1), the instant ($2), and the rows as one JSON array ($3). */
async function writeRows(
  client: SqlClient,
  text: string,
  owner: Owner,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(text, [owner.organizerId, owner.at, JSON.stringify(rows)]);
}

const venuesSql = `
  insert into venues (id, organizer_id, key, input, content_hash, created_at)
  select id, $1, key, input, hash, $2
  from jsonb_to_recordset($3::jsonb) as row (id text, key text, input jsonb, hash text)
  on conflict (id) do update set input = excluded.input, content_hash = excluded.content_hash`;

const seatMapsSql = `
  insert into seat_maps (id, organizer_id, venue_id, key, name, version, capacity, layout,
    content_hash, created_at)
  select id, $1, "venueId", key, (layout -> 'name')::jsonb,
    coalesce((
      select max(kept.version) from seat_maps kept
      where kept.venue_id = "venueId" and kept.name ->> 'ko' = layout -> 'name' ->> 'ko'
    ), 0) + row_number() over (partition by "venueId", layout -> 'name' ->> 'ko' order by place),
    capacity, layout, hash, $2
  from rows from (
    json_to_recordset($3::json)
      as (id text, "venueId" text, key text, capacity integer, layout json, hash text)
  ) with ordinality as row (id, "venueId", key, capacity, layout, hash, place)`;

const eventsSql = `
  insert into events (id, organizer_id, key, venue_id, seat_map_id, status, input, capacity,
    seat_plan_version, popularity, revision, content_hash, created_at, published_at)
  select id, $1, key, input ->> 'venueId', input ->> 'seatMapId', status, input, capacity,
    "seatPlanVersion", coalesce(popularity, 0), 1, hash, $2,
    case when status <> 'draft' then $2::timestamptz end
  from jsonb_to_recordset($3::jsonb) as row (id text, key text, status text, input jsonb,
    capacity integer, "seatPlanVersion" text, popularity integer, hash text)
  on conflict (id) do update set venue_id = excluded.venue_id,
    seat_map_id = excluded.seat_map_id, status = excluded.status, input = excluded.input,
    capacity = excluded.capacity, seat_plan_version = excluded.seat_plan_version,
    popularity = greatest(events.popularity, excluded.popularity),
    revision = events.revision + 1, content_hash = excluded.content_hash,
    published_at = coalesce(events.published_at, excluded.published_at)`;

const performancesSql = `
  insert into performances (id, organizer_id, event_id, key, status, starts_at, doors_at,
    sale_opens_at, sale_closes_at, note, tickets_per_customer_max, waiting_room, allocations,
    prevent_single_seats, accessible_release_at, deposit_hours, revision, content_hash, created_at)
  select id, $1, "eventId", key, status, "startsAt", "doorsAt", "saleOpensAt", "saleClosesAt",
    note, "ticketsPerCustomerMax", "waitingRoom", allocations,
    coalesce("preventSingleSeats", false), "accessibleReleaseAt", "depositHours", 1, hash, $2
  from jsonb_to_recordset($3::jsonb) as row (id text, "eventId" text, key text, status text,
    "startsAt" timestamptz, "doorsAt" timestamptz, "saleOpensAt" timestamptz,
    "saleClosesAt" timestamptz, note jsonb, "ticketsPerCustomerMax" integer, "waitingRoom" text,
    allocations jsonb, "preventSingleSeats" boolean, "accessibleReleaseAt" timestamptz,
    "depositHours" integer, hash text)
  on conflict (id) do update set status = excluded.status, starts_at = excluded.starts_at,
    doors_at = excluded.doors_at, sale_opens_at = excluded.sale_opens_at,
    sale_closes_at = excluded.sale_closes_at, note = excluded.note,
    tickets_per_customer_max = excluded.tickets_per_customer_max,
    waiting_room = excluded.waiting_room, allocations = excluded.allocations,
    prevent_single_seats = excluded.prevent_single_seats,
    accessible_release_at = excluded.accessible_release_at,
    deposit_hours = excluded.deposit_hours,
    postponement_hash = case
      when performances.starts_at = excluded.starts_at and performances.status = excluded.status
      then performances.postponement_hash end,
    content_hash = excluded.content_hash`;

function toPerformanceRow({ input, ...performance }: ImportPlan['performances'][number]) {
  return {
    ...performance,
    ...input,
    ticketsPerCustomerMax: input.ticketsPerCustomerMax ?? TICKETS_PER_CUSTOMER_DEFAULT,
    waitingRoom: input.waitingRoom ?? 'auto',
  };
}
