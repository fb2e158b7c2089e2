import { gatherCalls, type SqlClient } from '@ticketing/sql-database';

export interface ConfirmedBooking {
  readonly bookingId: string;
  readonly eventId: string;
  readonly tickets: number;
  readonly confirmedAt: Date;
}

/** Notes confirmed bookings, each once; of events that are not ours nothing is noted. */
export function confirmedBookingNotes(
  client: SqlClient,
): (booking: ConfirmedBooking) => Promise<void> {
  return gatherCalls({
    run: async (bookings) => {
      await client.query(
        `insert into confirmed_bookings (booking_id, event_id, tickets, confirmed_at)
         select booking_id, events.id, tickets, confirmed_at
         from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[])
             as booking (booking_id, event_id, tickets, confirmed_at)
           join events on events.id = booking.event_id
         on conflict (booking_id) do nothing`,
        [
          bookings.map(({ bookingId }) => bookingId),
          bookings.map(({ eventId }) => eventId),
          bookings.map(({ tickets }) => tickets),
          bookings.map(({ confirmedAt }) => confirmedAt),
        ],
      );
      return bookings.map(() => undefined);
    },
  });
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
