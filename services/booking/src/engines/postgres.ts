import {
  decodeCursor,
  outboxParameter,
  pageOf,
  saveMessages,
  wakeOutbox,
} from '@ticketing/service-kit';
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

/** One statement each: what is saved and what tells of it are one commit and one round trip. */
const createSql = `
  with created as (
    insert into bookings (booking_id, customer_id, organizer_id, performance_id,
      idempotency_key, state, work_due_at, version, document)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (customer_id, idempotency_key) do nothing returning booking_id),
  told as (${saveMessages('$10', 'created')})
  select booking_id from created`;

const saveSql = `
  with saved as (
    update bookings set state = $3, work_due_at = $4, version = version + 1, document = $5
    where booking_id = $1 and version = $2 returning booking_id),
  named as (
    insert into tickets (ticket_id, short_id, booking_id)
    select ticket_id, short_id, $1 from unnest($6::text[], $7::text[]) as t (ticket_id, short_id)
    where exists (select from saved) on conflict (ticket_id) do nothing),
  told as (${saveMessages('$8', 'saved')})
  select booking_id from saved`;

/** Bookings in the service's own PostgreSQL schema. */
export function createPostgresBookingStore(database: SqlDatabase): BookingStore {
  return {
    async create(record, messages) {
      const created = await database.query(createSql, [
        record.id,
        record.customerId,
        record.organizerId,
        record.performance.id,
        record.idempotencyKey,
        record.state,
        workDueAt(record, payGraceSeconds) ?? null,
        record.version,
        documentOf(record),
        outboxParameter(messages),
      ]);
      if (created.length === 0) return 'exists';
      wakeOutbox(database.schema);
      return 'created';
    },

    async save(record, messages) {
      const tickets = record.seats.flatMap((seat) => seat.ticket ?? []);
      const saved = await database.query(saveSql, [
        record.id,
        record.version,
        record.state,
        workDueAt(record, payGraceSeconds) ?? null,
        documentOf(record),
        tickets.map(({ id }) => id),
        tickets.map(({ shortId }) => shortId),
        outboxParameter(messages),
      ]);
      if (saved.length === 0) return undefined;
      if (messages.length > 0) wakeOutbox(database.schema);
      return { ...record, version: record.version + 1 };
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
