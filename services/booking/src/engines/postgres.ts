import { decodeCursor, insertOutbox, pageOf } from '@ticketing/service-kit';
import type { SqlClient, SqlDatabase } from '@ticketing/sql-database';
import { type BookingRecord, workDueAt } from '../domain/booking-record.ts';
import { payGraceSeconds } from '../domain/limits.ts';
import type { BookingStore } from '../storage/booking-store.ts';

interface Row {
  readonly version: number;
  readonly document: Omit<BookingRecord, 'version'>;
}

const toRecord = ({ version, document }: Row): BookingRecord => ({ ...document, version });

const select = 'select version, document from bookings';

async function readOne(
  client: SqlClient,
  where: string,
  parameters: readonly string[],
): Promise<BookingRecord | undefined> {
  const [row] = await client.query<Row>(`${select} where ${where}`, parameters);
  return row && toRecord(row);
}

function documentOf(record: BookingRecord): string {
  const { version: _, ...document } = record;
  return JSON.stringify(document);
}

async function insertTickets(client: SqlClient, record: BookingRecord): Promise<void> {
  const tickets = record.seats.flatMap((seat) => seat.ticket ?? []);
  if (tickets.length === 0) return;
  await client.query(
    `insert into tickets (ticket_id, short_id, booking_id)
     select ticket_id, short_id, $3 from unnest($1::text[], $2::text[]) as t (ticket_id, short_id)
     on conflict (ticket_id) do nothing`,
    [tickets.map(({ id }) => id), tickets.map(({ shortId }) => shortId), record.id],
  );
}

/** Bookings in the service's own PostgreSQL schema. */
export function createPostgresBookingStore(database: SqlDatabase): BookingStore {
  return {
    async create(record, messages) {
      return database.transaction(async (client) => {
        const created = await client.query(
          `insert into bookings (booking_id, customer_id, organizer_id, performance_id,
             idempotency_key, state, work_due_at, version, document)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict (customer_id, idempotency_key) do nothing returning booking_id`,
          [
            record.id,
            record.customerId,
            record.organizerId,
            record.performance.id,
            record.idempotencyKey,
            record.state,
            workDueAt(record, payGraceSeconds) ?? null,
            record.version,
            documentOf(record),
          ],
        );
        if (created.length === 0) return 'exists';
        for (const message of messages) await insertOutbox(client, message);
        return 'created';
      });
    },

    async save(record, messages) {
      return database.transaction(async (client) => {
        const saved = await client.query(
          `update bookings set state = $3, work_due_at = $4, version = version + 1, document = $5
           where booking_id = $1 and version = $2 returning booking_id`,
          [
            record.id,
            record.version,
            record.state,
            workDueAt(record, payGraceSeconds) ?? null,
            documentOf(record),
          ],
        );
        if (saved.length === 0) return undefined;
        await insertTickets(client, record);
        for (const message of messages) await insertOutbox(client, message);
        return { ...record, version: record.version + 1 };
      });
    },

    get: (bookingId) => readOne(database, 'booking_id = $1', [bookingId]),
    findByIdempotencyKey: (customerId, key) =>
      readOne(database, 'customer_id = $1 and idempotency_key = $2', [customerId, key]),
    findByTicket(name) {
      const [column, value] =
        'ticketId' in name ? ['ticket_id', name.ticketId] : ['short_id', name.shortId];
      return readOne(
        database,
        `booking_id = (select booking_id from tickets where ${column} = $1)`,
        [value],
      );
    },

    async listOfCustomer(customerId, { cursor, limit }) {
      const [before] = cursor === undefined ? ['~'] : decodeCursor(cursor, ['string']);
      const rows = await database.query<Row>(
        `${select} where customer_id = $1 and booking_id < $2
         order by booking_id desc limit $3`,
        [customerId, before ?? '~', limit + 1],
      );
      return pageOf(rows.map(toRecord), limit, (record) => [record.id]);
    },

    async listOpenOfPerformance(performanceId, { afterId, limit }) {
      const rows = await database.query<Row>(
        `${select} where performance_id = $1 and booking_id > $2
           and state in ('pending_payment', 'confirmed', 'partially_cancelled')
         order by booking_id limit $3`,
        [performanceId, afterId, limit],
      );
      return rows.map(toRecord);
    },

    async listDue(now, limit) {
      const rows = await database.query<{ booking_id: string }>(
        'select booking_id from bookings where work_due_at <= $1 order by work_due_at limit $2',
        [now, limit],
      );
      return rows.map((row) => row.booking_id);
    },

    async postpone(bookingId, until) {
      await database.query(
        'update bookings set work_due_at = $2 where booking_id = $1 and work_due_at is not null',
        [bookingId, until],
      );
    },

    ping: () => database.ping(),
  };
}
