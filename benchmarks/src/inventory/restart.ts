import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { writeLongJournal } from '../../../services/inventory/test/support/long-journal.ts';
import { seatedHall } from './halls.ts';
import type { InventoryGround } from './start-inventory.ts';

const seats = 2_000;
/** Of many performances. */
const rowsOfEach = 2_000;
const snapshotMsMax = 60_000;

/** Milliseconds from the start of the process until it holds a seat of the last of the performances. */
export interface Restart {
  readonly journalRows: number;
  /** As inventory leaves them: with the snapshot that it has made of them. */
  readonly ofOneKeptMs: number;
  readonly ofOneMs: number;
  readonly ofManyMs: number;
}

/**
 * Stops inventory, writes a journal that no snapshot covers, and starts it again: once all rows are of one
 * performance, as if snapshots had failed all along, and once of as many as share them usually. Of the one,
 * also with its snapshot.
 */
export async function measureRestarts(
  ground: InventoryGround,
  journalRows: number,
): Promise<Restart> {
  // First the one: of the many most are still being read when the next process starts.
  const [one = ''] = await openPerformances(ground, 1);
  const ofOneMs = await startWithJournal(ground, [one], journalRows);
  await waitForSnapshot(ground, one, journalRows);
  const ofOneKeptMs = await untilFirstHold(ground, one, await ground.startAgain(async () => {}));
  const many = await openPerformances(ground, Math.ceil(journalRows / rowsOfEach));
  const ofManyMs = await startWithJournal(ground, many, rowsOfEach);
  return { journalRows, ofOneKeptMs, ofOneMs, ofManyMs };
}

async function openPerformances({ client, add }: InventoryGround, count: number) {
  const hall = seatedHall(seats);
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const id = add(hall);
    await client.getSeatStatus(id);
    ids.push(id);
  }
  return ids;
}

async function startWithJournal(
  ground: InventoryGround,
  ids: readonly string[],
  rows: number,
): Promise<number> {
  const { database } = ground;
  const startedAt = await ground.startAgain(async () => {
    await database.transaction(async (own) => {
      await own.query('set local search_path to inventory');
      await writeLongJournal(own, ids, { fromSequence: 1, count: rows, seats });
    });
    await database.query('analyze inventory.journal');
  });
  return untilFirstHold(ground, ids.at(-1) ?? '', startedAt);
}

let heldSeats = 0;

/** Milliseconds from then until a seat is held that nobody has. */
async function untilFirstHold(
  { client }: InventoryGround,
  performanceId: string,
  startedAt: number,
): Promise<number> {
  heldSeats += 1;
  const hold = { performanceId, holdId: newId('hold'), customerId: newId('account') };
  let result = '';
  // The client gives up on a command after five seconds; under the same key it may ask again.
  while (result !== 'OK') {
    const seatNos = [seats - heldSeats];
    ({ result } = await client.holdSeats({ ...hold, seatNos, holdSeconds: 600 }));
    if (result !== 'OK' && result !== 'UNAVAILABLE') throw new Error(`no hold: ${result}`);
  }
  return performance.now() - startedAt;
}

/** Inventory makes it by itself after so many rows. */
async function waitForSnapshot(
  { database }: InventoryGround,
  performanceId: string,
  rows: number,
): Promise<void> {
  const find = 'select from inventory.snapshots where performance_id = $1 and sequence >= $2';
  const isKept = async () => (await database.query(find, [performanceId, rows])).length > 0;
  await waitUntil(isKept, { withinMs: snapshotMsMax, everyMs: 100 });
}
