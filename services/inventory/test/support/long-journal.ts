import { createByteWriter } from '@ticketing/inventory-client/bytes';
import type { SqlClient } from '@ticketing/sql-database';
import type { Effect } from '../../src/domain/commands.ts';
import { writeEffects } from '../../src/storage/journal-codec.ts';

interface Rows {
  readonly fromSequence: number;
  readonly count: number;
  /** How many seats there are, at least 8. */
  readonly seats: number;
}

/** Rows written at once. */
const rowsPerInsert = 20_000;

/**
 * Puts the same rows into the journal of each performance, as fast as PostgreSQL takes them: holds of
 * four seats, each released by the row after it, 10 ms apart. What follows them begins with an odd sequence.
 */
export async function writeLongJournal(
  database: SqlClient,
  performanceIds: readonly string[],
  { fromSequence, count, seats }: Rows,
): Promise<void> {
  const startMs = Date.now() - count * 10;
  for (let done = 0; done < count; done += rowsPerInsert) {
    const places = Array.from(
      { length: Math.min(rowsPerInsert, count - done) },
      (_, n) => done + n,
    );
    const rows = places.map((place) => {
      const atMs = startMs + place * 10;
      return {
        sequence: fromSequence + place,
        atMs,
        effects: effectsOf(fromSequence - 1 + place, { seats, atMs }),
      };
    });
    const starts: number[] = [];
    const lengths = rows.map(({ effects }) => effects.length);
    for (let place = 0, start = 1; place < rows.length; place += 1) {
      starts.push(start);
      start += lengths[place] ?? 0;
    }
    await database.query(
      `insert into journal (performance_id, sequence, decided_at_ms, effects)
       select performance_id, sequence, decided_at_ms, substring($4::bytea from start for length)
       from unnest($1::text[]) as performance_id,
         unnest($2::bigint[], $3::bigint[], $5::int[], $6::int[])
           as row (sequence, decided_at_ms, start, length)`,
      [
        performanceIds,
        rows.map(({ sequence }) => sequence),
        rows.map(({ atMs }) => atMs),
        Buffer.concat(rows.map(({ effects }) => effects)),
        starts,
        lengths,
      ],
    );
  }
}

/** One for all rows: a writer of its own for each would cost more than the rows. */
const writer = createByteWriter();

function effectsOf(place: number, { seats, atMs }: { seats: number; atMs: number }): Buffer {
  const turn = Math.floor(place / 2);
  const holdId = `hld_${String(turn).padStart(26, '0')}`;
  const first = (turn * 4) % (seats - (seats % 4));
  const effect: Effect =
    place % 2 === 0
      ? {
          kind: 'held',
          holdId,
          customerId: `acc_${String(turn).padStart(26, '0')}`,
          seatNos: [first, first + 1, first + 2, first + 3],
          expiresAtMs: atMs + 480_000,
        }
      : { kind: 'released', holdId };
  writer.clear();
  writeEffects(writer, [effect], atMs);
  return Buffer.from(writer.bytes());
}
