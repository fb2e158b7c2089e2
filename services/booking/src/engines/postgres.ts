import type { BusMessage } from '@ticketing/event-bus';
import {
  type Clock,
  decodeCursor,
  ownedOutboxParameter,
  pageOf,
  saveMessagesOf,
  wakeOutbox,
} from '@ticketing/service-kit';
import { gatherCalls, type SqlDatabase } from '@ticketing/sql-database';
import { type BookingRecord, forgetAt, workDueAt } from '../domain/booking-record.ts';
import { payGraceSeconds } from '../domain/limits.ts';
import type { BookingStore } from '../storage/booking-store.ts';
import { createPostgresBulkChanges } from './postgres-bulk-changes.ts';

const readAllPage = 500;
const deletedAtOnceMax = 1000;

interface Row {
  readonly version: number;
  readonly document: Omit<BookingRecord, 'version'>;
}

interface CustomerKey {
  readonly customerId: string;
  readonly key: string;
}

const toRecord = ({ version, document }: Row): BookingRecord => ({ ...document, version });

const select = 'select version, document from bookings';
/** `now` is the parameter of the moment of reading. */
const isKept = (now: string, row = ''): string =>
  `(${row}forget_at is null or ${row}forget_at > ${now} or ${messagesWait})`;
/** Messages wait that tell of the booking. */
const messagesWait =
  'exists (select from outbox where outbox.key = bookings.booking_id collate "default")';

/** The bookings of a JSON parameter, as rows. */
const rowsOf = (parameter: string): string => `
  json_to_recordset(${parameter}::json) as change (booking_id text, customer_id text,
    organizer_id text, performance_id text, idempotency_key text, state text, version int,
    work_due_at timestamptz, forget_at timestamptz, document json)`;

/**
 * Each is one statement for many bookings: what is saved and what tells of it are one commit and one round
 * trip, shared by the requests that come together. `owner` says which booking a message goes with.
 */
const createSql = `
  with created as (
    insert into bookings (booking_id, customer_id, organizer_id, performance_id,
      idempotency_key, state, work_due_at, version, document, forget_at)
    select booking_id, customer_id, organizer_id, performance_id, idempotency_key, state, work_due_at,
      version, document, forget_at
    from ${rowsOf('$1')}
    on conflict (customer_id, idempotency_key) do nothing returning booking_id),
  told as (${saveMessagesOf('$2', 'created', 'booking_id')})
  select booking_id from created`;

const saveSql = `
  with saved as (
    update bookings set state = change.state, work_due_at = change.work_due_at,
      version = change.version + 1, document = change.document, forget_at = change.forget_at
    from ${rowsOf('$1')}
    where bookings.booking_id = change.booking_id and bookings.version = change.version
      and ${isKept('$5', 'bookings.')}
    returning bookings.booking_id),
  named as (
    insert into tickets (ticket_id, short_id, booking_id)
    select ticket_id, short_id, booking_id
    from unnest($2::text[], $3::text[], $4::text[]) as t (ticket_id, short_id, booking_id)
    where booking_id in (select booking_id from saved) on conflict (ticket_id) do nothing),
  told as (${saveMessagesOf('$6', 'saved', 'booking_id')})
  select booking_id from saved`;

/** A record and the messages that tell of it. */
interface Write {
  readonly record: BookingRecord;
  readonly messages: readonly BusMessage[];
}

/** The parameter of `rowsOf`. */
const rowsParameter = (writes: readonly Write[]): string =>
  JSON.stringify(
    writes.map(({ record: { version, ...document } }) => ({
      booking_id: document.id,
      customer_id: document.customerId,
      organizer_id: document.organizerId,
      performance_id: document.performance.id,
      idempotency_key: document.idempotencyKey,
      state: document.state,
      version,
      work_due_at: workDueAt({ version, ...document }, payGraceSeconds),
      forget_at: forgetAt({ version, ...document }),
      document,
    })),
  );

async function createAll(database: SqlDatabase, writes: readonly Write[]): Promise<boolean[]> {
  const rows = await database.query<{ booking_id: string }>(createSql, [
    rowsParameter(writes),
    ownedMessages(writes),
  ]);
  const created = new Set(rows.map((row) => row.booking_id));
  return writes.map(({ record }) => created.has(record.id));
}

async function saveAll(
  { database, clock }: { database: SqlDatabase; clock: Pick<Clock, 'now'> },
  writes: readonly Write[],
): Promise<boolean[]> {
  const tickets = writes.flatMap(({ record }) =>
    record.seats.flatMap(({ ticket }) =>
      ticket === undefined ? [] : [{ bookingId: record.id, ...ticket }],
    ),
  );
  const rows = await database.query<{ booking_id: string }>(saveSql, [
    rowsParameter(writes),
    tickets.map(({ id }) => id),
    tickets.map(({ shortId }) => shortId),
    tickets.map(({ bookingId }) => bookingId),
    clock.now(),
    ownedMessages(writes),
  ]);
  const saved = new Set(rows.map((row) => row.booking_id));
  return writes.map(({ record }) => saved.has(record.id));
}

const ownedMessages = (writes: readonly Write[]): string =>
  ownedOutboxParameter(
    writes.flatMap(({ record, messages }) =>
      messages.map((message) => ({ owner: record.id, message })),
    ),
  );

/** Takes a key off a booking that is forgotten but not deleted yet. */
const forgetKeySql = `
  delete from bookings
  where customer_id = $1 and idempotency_key = $2 and not ${isKept('$3')}`;

const deleteForgottenSql = `
  delete from bookings where booking_id in (
    select booking_id from bookings where forget_at <= $1 and not ${messagesWait}
    limit ${deletedAtOnceMax})`;

/** Deletes what is forgotten, some at a time; answers how many. */
export async function deleteForgotten(database: SqlDatabase, now: Date): Promise<number> {
  const [row] = await database.query<{ deleted: number }>(
    `with deleted as (${deleteForgottenSql} returning booking_id)
     select count(*)::int as deleted from deleted`,
    [now],
  );
  return row?.deleted ?? 0;
}

/** Bookings in the service's own PostgreSQL schema. */
export function createPostgresBookingStore(
  database: SqlDatabase,
  clock: Pick<Clock, 'now'>,
): BookingStore {
  async function readOne(
    where: string,
    parameters: readonly string[],
  ): Promise<BookingRecord | undefined> {
    const kept = isKept(`$${parameters.length + 1}`);
    const [row] = await database.query<Row>(`${select} where ${where} and ${kept}`, [
      ...parameters,
      clock.now(),
    ]);
    return row && toRecord(row);
  }

  const insert = gatherCalls<Write, boolean>({
    keyOf: ({ record }) => `${record.customerId} ${record.idempotencyKey}`,
    run: (writes) => createAll(database, writes),
  });
  const update = gatherCalls<Write, boolean>({
    keyOf: ({ record }) => record.id,
    run: (writes) => saveAll({ database, clock }, writes),
  });
  const readById = gatherCalls<string, BookingRecord | undefined>({
    run: async (bookingIds) => {
      const rows = await database.query<Row>(
        `${select} where booking_id = any($1::text[]) and ${isKept('$2')}`,
        [bookingIds, clock.now()],
      );
      const records = new Map(rows.map((row) => [row.document.id, toRecord(row)]));
      return bookingIds.map((bookingId) => records.get(bookingId));
    },
  });
  const readByKey = gatherCalls<CustomerKey, BookingRecord | undefined>({
    run: async (keys) => {
      const rows = await database.query<Row>(
        `${select} where (customer_id, idempotency_key) in
           (select * from unnest($1::text[], $2::text[])) and ${isKept('$3')}`,
        [keys.map(({ customerId }) => customerId), keys.map(({ key }) => key), clock.now()],
      );
      const nameOf = (customerId: string, key: string) => JSON.stringify([customerId, key]);
      const records = new Map(
        rows.map((row) => {
          const { customerId, idempotencyKey } = row.document;
          return [nameOf(customerId, idempotencyKey), toRecord(row)];
        }),
      );
      return keys.map(({ customerId, key }) => records.get(nameOf(customerId, key)));
    },
  });

  return {
    ...createPostgresBulkChanges(database),
    async create(record, messages) {
      if (!(await insert({ record, messages }))) {
        const { customerId, idempotencyKey } = record;
        await database.query(forgetKeySql, [customerId, idempotencyKey, clock.now()]);
        if (!(await insert({ record, messages }))) return 'exists';
      }
      wakeOutbox(database.schema);
      return 'created';
    },

    async save(record, messages) {
      if (!(await update({ record, messages }))) return undefined;
      if (messages.length > 0) wakeOutbox(database.schema);
      return { ...record, version: record.version + 1 };
    },

    get: readById,
    findByIdempotencyKey: (customerId, key) => readByKey({ customerId, key }),
    findByTicket(name) {
      const [column, value] =
        'ticketId' in name ? ['ticket_id', name.ticketId] : ['short_id', name.shortId];
      return readOne(`booking_id = (select booking_id from tickets where ${column} = $1)`, [value]);
    },

    async listOfCustomer(customerId, { cursor, limit }) {
      const [before] = cursor === undefined ? ['~'] : decodeCursor(cursor, ['string']);
      const rows = await database.query<Row>(
        `${select} where customer_id = $1 and booking_id < $2 and ${isKept('$4')}
         order by booking_id desc limit $3`,
        [customerId, before ?? '~', limit + 1, clock.now()],
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

    async *readAll({ limit } = { limit: readAllPage }) {
      const [newest] = await database.query<{ id: string | null }>(
        'select max(booking_id) as id from bookings',
      );
      let after = '';
      for (;;) {
        const rows = await database.query<Row>(
          `${select} where booking_id > $1 and booking_id <= $4 and ${isKept('$3')}
           order by booking_id limit $2`,
          [after, limit, clock.now(), newest?.id ?? ''],
        );
        yield* rows.map(toRecord);
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.document.id;
      }
    },

    ping: () => database.ping(),
    pingWrites: () => database.pingWrites(),
  };
}
