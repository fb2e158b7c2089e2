import type { SqlClient } from '@ticketing/sql-database';

/** Notes a confirmed booking once; of events that are not ours nothing is noted. */
export async function noteConfirmedBooking(
  client: SqlClient,
  booking: { bookingId: string; eventId: string; tickets: number; confirmedAt: Date },
): Promise<void> {
  await client.query(
    `insert into confirmed_bookings (booking_id, event_id, tickets, confirmed_at)
     select $1, id, $3, $4 from events where id = $2
     on conflict (booking_id) do nothing`,
    [booking.bookingId, booking.eventId, booking.tickets, booking.confirmedAt],
  );
}

/** The most popular an event can be. */
const POPULARITY_MAX = 1_000_000;

/** Adds what was noted since the last time to the events' popularity; returns the events raised. */
export async function countNotedBookings(client: SqlClient): Promise<string[]> {
  const rows = await client.query<{ id: string }>(
    `with counted as (
       update confirmed_bookings set counted = true where not counted returning event_id, tickets
     ), gained as (
       select event_id, sum(tickets)::integer as tickets from counted group by event_id
     )
     update events set popularity = least(popularity + gained.tickets, ${POPULARITY_MAX})
     from gained where events.id = gained.event_id
     returning events.id`,
  );
  return rows.map((row) => row.id);
}

/** Forgets notes that no message can repeat any more. */
export async function forgetNotedBookings(client: SqlClient, before: Date): Promise<void> {
  await client.query('delete from confirmed_bookings where counted and confirmed_at < $1', [
    before,
  ]);
}

/** Those of the events that the site shows. */
export async function selectPublished(
  client: SqlClient,
  eventIds: readonly string[],
): Promise<string[]> {
  if (eventIds.length === 0) return [];
  const rows = await client.query<{ id: string }>(
    `select id from events where id = any($1) and status <> 'draft'`,
    [eventIds],
  );
  return rows.map((row) => row.id);
}
