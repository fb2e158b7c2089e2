import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type ByteWriter,
  createByteReader,
  createByteWriter,
} from '@ticketing/inventory-client/bytes';
import type { SqlClient } from '@ticketing/sql-database';
import type { JournalRow } from '../domain/replay.ts';
import { readEffects, writeEffects } from './journal-codec.ts';
import type { BatchToWrite, SeatStore } from './seat-store.ts';

/** The rows alone: what most batches are. */
const insertRows = `
  insert into journal (performance_id, sequence, decided_at_ms, effects)
  select row.performance_id, row.sequence, row.decided_at_ms,
    substring($4::bytea from row.start for row.length)
  from unnest($1::text[], $2::bigint[], $3::bigint[], $5::int[], $6::int[])
      as row (performance_id, sequence, decided_at_ms, start, length)
    join performances using (performance_id)
  where row.sequence > performances.pruned_sequence
  on conflict do nothing
  returning performance_id`;

/** With seats that were sold and given back; they change only if their performance's row was written. */
const insertRowsAndSales = `
  with written as (${insertRows}),
  sold as (
    insert into sold_seats (performance_id, seat_no, customer_id, booking_id, hold_id)
    select seat.performance_id, seat.seat_no, seat.customer_id, seat.booking_id, seat.hold_id
    from unnest($7::text[], $8::int[], $9::text[], $10::text[], $11::text[])
        as seat (performance_id, seat_no, customer_id, booking_id, hold_id)
      join written using (performance_id)
  ),
  returned as (
    delete from sold_seats
    using unnest($12::text[], $13::int[], $14::text[])
        as seat (performance_id, seat_no, booking_id)
      join written using (performance_id)
    where sold_seats.performance_id = seat.performance_id
      and sold_seats.seat_no = seat.seat_no
      and sold_seats.booking_id = seat.booking_id
  )
  select performance_id from written`;

/** How batches are written; one write at a time, because all share one buffer. */
export function createJournalWriter(client: SqlClient): SeatStore['writeBatches'] {
  const writer = createByteWriter();

  return async (batches) => {
    // In one order everywhere, so that two writers of the same performances never wait in a circle.
    const sorted = [...batches].sort((a, b) => (a.performanceId < b.performanceId ? -1 : 1));
    const rows = rowParameters(sorted, writer);
    const trades = sorted.some(({ batch }) => batch.sold.length + batch.returned.length > 0);
    const written = await client.query<{ performance_id: string }>(
      trades ? insertRowsAndSales : insertRows,
      trades ? [...rows, ...tradeParameters(sorted)] : rows,
    );
    return new Set(written.map((row) => row.performance_id));
  };
}

function rowParameters(batches: readonly BatchToWrite[], writer: ByteWriter) {
  const starts: number[] = [];
  const lengths: number[] = [];
  writer.clear();
  for (const { batch } of batches) {
    const start = writer.length();
    writeEffects(writer, batch.effects, batch.nowMs);
    starts.push(start + 1);
    lengths.push(writer.length() - start);
  }
  return [
    batches.map(({ performanceId }) => performanceId),
    batches.map(({ batch }) => batch.sequence),
    batches.map(({ batch }) => batch.nowMs),
    writer.bytes(),
    starts,
    lengths,
  ];
}

function tradeParameters(batches: readonly BatchToWrite[]) {
  const sold = batches.flatMap(({ performanceId, batch }) =>
    batch.sold.map((seat) => ({ performanceId, ...seat })),
  );
  const returned = batches.flatMap(({ performanceId, batch }) =>
    batch.returned.map((seat) => ({ performanceId, ...seat })),
  );
  return [
    sold.map((seat) => seat.performanceId),
    sold.map((seat) => seat.seatNo),
    sold.map((seat) => seat.customerId),
    sold.map((seat) => seat.bookingId),
    sold.map((seat) => seat.holdId),
    returned.map((seat) => seat.performanceId),
    returned.map((seat) => seat.seatNo),
    returned.map((seat) => seat.bookingId),
  ];
}

/**
 * Rows that are read at once: all that follow a snapshot as a rule, and not so many that a long journal
 * fills the memory or that replaying them stops everything else for long.
 */
const rowsPerRead = 2_500;

/**
 * A page as one value: taking a long journal apart row by row costs more than replaying it. In base64, because
 * the driver takes bytes in hexadecimal, which is half as long again.
 */
const selectPage = `
  select count(*)::int as count, max(sequence) as last_sequence,
    encode(string_agg(
      int8send(sequence) || int8send(decided_at_ms) || int4send(length(effects)) || effects,
      ''::bytea order by sequence), 'base64') as base64
  from (
    select sequence, decided_at_ms, effects from journal
    where performance_id = $1 and sequence > $2 order by sequence limit $3) as page`;

interface Page {
  readonly count: number;
  /** These are null when there are no rows. */
  readonly last_sequence: number | null;
  readonly base64: string | null;
}

/** The rows after a version, in order, page by page; the next page is on its way while one is used. */
export async function* readJournal(
  client: SqlClient,
  performanceId: string,
  afterVersion: number,
): AsyncGenerator<Iterable<JournalRow>> {
  const read = async (after: number): Promise<Page | undefined> => {
    const [page] = await client.query<Page>(selectPage, [performanceId, after, rowsPerRead]);
    return page;
  };
  let page = await read(afterVersion);
  while (page?.base64) {
    const { count, last_sequence: last } = page;
    const next = count < rowsPerRead || last === null ? undefined : read(last);
    // Whoever stops reading before it is awaited need not hear that it failed.
    next?.catch(() => undefined);
    // The driver sends after what runs at the moment, and who uses a page may run until it is used up.
    await nextTurn();
    yield rowsOf(Buffer.from(page.base64, 'base64'));
    page = await next;
  }
}

const rowHeadBytes = 20;

function* rowsOf(bytes: Buffer): Generator<JournalRow> {
  // One reader for all: one of its own for each row would cost more than reading it.
  const reader = createByteReader(bytes);
  for (let start = 0; start < bytes.length; ) {
    const sequence = readLong(bytes, start);
    const nowMs = readLong(bytes, start + 8);
    const end = start + rowHeadBytes + bytes.readInt32BE(start + 16);
    reader.goTo(start + rowHeadBytes);
    yield { sequence, nowMs, effects: readEffects(reader, end, nowMs) };
    start = end;
  }
}

/** A number of 8 bytes that has no sign and no more than 53 bits. */
function readLong(bytes: Buffer, place: number): number {
  return bytes.readUInt32BE(place) * 2 ** 32 + bytes.readUInt32BE(place + 4);
}
