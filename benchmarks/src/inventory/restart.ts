import { newId } from '@ticketing/service-kit';
import { writeLongJournal } from '../../../services/inventory/test/support/long-journal.ts';
import { seatedHall } from './halls.ts';
import type { InventoryGround } from './start-inventory.ts';

const seats = 2_000;
/** As many rows as a performance has before its snapshot. */
const rowsOfEach = 2_000;

/** Milliseconds from the start of the process until it holds seats of the last of the performances. */
export interface Restart {
  readonly journalRows: number;
  readonly ofOneMs: number;
  readonly ofManyMs: number;
}

/**
 * Stops inventory, writes a journal that no snapshot covers, and starts it again: once all rows are of one
 * performance, as if snapshots had failed all along, and once of as many as share them usually.
 */
export async function measureRestarts(
  ground: InventoryGround,
  journalRows: number,
): Promise<Restart> {
  const ofMany = { performances: Math.ceil(journalRows / rowsOfEach), rows: rowsOfEach };
  // First the one: of the many most are still being read when the next process starts.
  const ofOneMs = await measureRestart(ground, { performances: 1, rows: journalRows });
  return { journalRows, ofOneMs, ofManyMs: await measureRestart(ground, ofMany) };
}

async function measureRestart(
  { client, database, add, startAgain }: InventoryGround,
  { performances, rows }: { performances: number; rows: number },
): Promise<number> {
  const ids: string[] = [];
  for (let made = 0; made < performances; made += 1) {
    const id = add(seatedHall(seats));
    await client.getSeatStatus(id);
    ids.push(id);
  }
  const startedAt = await startAgain(async () => {
    await database.transaction(async (own) => {
      await own.query('set local search_path to inventory');
      await writeLongJournal(own, ids, { fromSequence: 1, count: rows, seats });
    });
    await database.query('analyze inventory.journal');
  });
  const performanceId = ids.at(-1) ?? '';
  const hold = { performanceId, holdId: newId('hold'), customerId: newId('account') };
  let result = '';
  // The client gives up on a command after five seconds; under the same key it may ask again.
  while (result !== 'OK') {
    ({ result } = await client.holdSeats({ ...hold, seatNos: [seats - 1], holdSeconds: 600 }));
    if (result !== 'OK' && result !== 'UNAVAILABLE') throw new Error(`no hold: ${result}`);
  }
  return performance.now() - startedAt;
}
