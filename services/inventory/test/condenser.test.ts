import { newId } from '@ticketing/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { condenseJournal } from '../src/operations/condense-journal.ts';
import { openPerformance } from '../src/operations/open-performance.ts';
import { inventorySchema } from '../src/service.ts';
import { saveLayout } from '../src/storage/performances.ts';
import { createPostgresSeatStore } from '../src/storage/postgres-seat-store.ts';
import { encodeSnapshot } from '../src/storage/snapshot-codec.ts';
import { type Condenser, openCondenser } from '../src/threads/open-condenser.ts';
import { writeLongJournal } from './support/long-journal.ts';
import { openTestGround, type TestGround } from './support/start-inventory.ts';

/** Some pages. */
const manyRows = 6_000;

let ground: TestGround;
let condenser: Condenser;
beforeAll(async () => {
  ground = await openTestGround();
  condenser = openCondenser({ databaseUrl: ground.url, schema: inventorySchema });
});
afterAll(async () => {
  await condenser?.close();
  await ground?.close();
});

async function addPerformance(rows: number): Promise<string> {
  const id = ground.addPerformance([{ id: 'all', level: 0, rows: Array(50).fill(40) }]);
  const layout = ground.layouts.get(id);
  if (layout !== undefined) await saveLayout(ground.database, layout);
  await writeLongJournal(ground.database, [id], { fromSequence: 1, count: rows, seats: 2_000 });
  return id;
}

const snapshotOf = async (id: string) => {
  const [row] = await ground.database.query<{ sequence: number; state: Buffer }>(
    'select sequence, state from snapshots where performance_id = $1',
    [id],
  );
  return row;
};

test('snapshots are made in another thread, one after the other, and say what the journal says', async () => {
  const ids = [await addPerformance(manyRows), await addPerformance(7)];
  const store = createPostgresSeatStore(ground.database);
  const replayed = await Promise.all(ids.map((id) => openPerformance({ store }, id)));
  await Promise.all(ids.map((id) => condenser.condense(id)));
  const kept = await Promise.all(ids.map(snapshotOf));
  expect(kept.map((snapshot) => snapshot?.sequence)).toEqual([manyRows, 7]);
  expect(kept.map((snapshot) => snapshot?.state)).toEqual(
    replayed.map(({ state }) => encodeSnapshot(state)),
  );
  const again = await Promise.all(ids.map((id) => openPerformance({ store }, id)));
  expect(again.map(({ replayed }) => replayed)).toEqual([0, 0]);
});

test('a performance that is condensed again is not read from its beginning, unless that failed', async () => {
  const id = await addPerformance(10);
  const asked: string[] = [];
  const store = createPostgresSeatStore(ground.database);
  let isDiskFull = false;
  const condense = condenseJournal({
    ...store,
    loadPerformance(performanceId) {
      asked.push('load');
      return store.loadPerformance(performanceId);
    },
    readJournal(performanceId, after) {
      asked.push(`rows after ${after}`);
      return store.readJournal(performanceId, after);
    },
    saveSnapshot(snapshot) {
      if (isDiskFull) throw new Error('the disk is full');
      return store.saveSnapshot(snapshot);
    },
  });
  const write = (fromSequence: number) =>
    writeLongJournal(ground.database, [id], { fromSequence, count: 10, seats: 2_000 });
  await condense(id);
  await write(11);
  const { state } = await openPerformance({ store }, id);
  await condense(id);
  expect(asked).toEqual(['load', 'rows after 0', 'rows after 10']);
  expect((await snapshotOf(id))?.state).toEqual(encodeSnapshot(state));
  isDiskFull = true;
  await expect(condense(id)).rejects.toThrow('the disk is full');
  isDiskFull = false;
  await write(21);
  await condense(id);
  expect(asked.slice(3)).toEqual(['rows after 20', 'load', 'rows after 20']);
  expect((await snapshotOf(id))?.sequence).toBe(30);
});

test('one that cannot be made says why, and the next one is made all the same', async () => {
  const id = await addPerformance(3);
  const unknown = newId('performance');
  const [failed, made] = await Promise.allSettled([
    condenser.condense(unknown),
    condenser.condense(id),
  ]);
  expect(failed).toMatchObject({ status: 'rejected' });
  expect(String(failed.status === 'rejected' && failed.reason)).toContain(unknown);
  expect(made.status).toBe('fulfilled');
  expect((await snapshotOf(id))?.sequence).toBe(3);
});

test('a thread that cannot run fails what it was asked for, and the process lives on', async () => {
  const broken = openCondenser({ databaseUrl: 'nowhere', schema: inventorySchema });
  await expect(broken.condense(newId('performance'))).rejects.toThrow(/address/);
  await expect(broken.condense(newId('performance'))).rejects.toThrow(/address/);
  await broken.close();
});

test('closing does not wait for snapshots, and fails those that were asked for', async () => {
  const ids = await Promise.all([addPerformance(manyRows), addPerformance(1)]);
  const closing = openCondenser({ databaseUrl: ground.url, schema: inventorySchema });
  const asked = Promise.allSettled(ids.map((id) => closing.condense(id)));
  await Promise.resolve();
  await closing.close();
  expect(await asked).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  await expect(closing.condense(newId('performance'))).rejects.toThrow('no more snapshots');
});
