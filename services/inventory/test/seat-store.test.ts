import { newId } from '@ticketing/service-kit';
import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { expect, test } from 'vitest';
import { inventoryMigrations, inventorySchema } from '../src/service.ts';
import { createPostgresSeatStore } from '../src/storage/postgres-seat-store.ts';
import { createPostgresAuditStore } from '../src/storage/sold-seats.ts';
import { provesSeatStore } from './seat-store-contract.ts';
import { batchOf, openPerformance, readRows, write } from './seat-store-contract-kit.ts';

async function openDatabase() {
  const server = await createTestDatabase();
  const schema = inventorySchema;
  await migrate({ url: server.url, schema, folder: inventoryMigrations });
  const database = openSqlDatabase({ url: server.url, schema, applicationName: 'test' });
  return {
    database,
    async close() {
      await database.close();
      await server.close();
    },
  };
}

provesSeatStore('PostgreSQL', async () => {
  const { database, close } = await openDatabase();
  const audit = createPostgresAuditStore(database);
  return {
    openStore: () => createPostgresSeatStore(database),
    async readSoldSeats(performanceId) {
      const seats = await audit.readSoldSeats(performanceId, { from: 0, to: 1_000 });
      return new Map(seats.map(({ seatNo, bookingId }) => [seatNo, bookingId]));
    },
    close,
  };
});

test('rows that were given up a minute ago are deleted, and an old writer is refused still', async () => {
  const { database, close } = await openDatabase();
  const store = createPostgresSeatStore(database);
  const performanceId = await openPerformance(store);
  const other = newId('performance');
  for (const sequence of [1, 2, 3]) await write(store, performanceId, batchOf(sequence));
  const prune = () => store.pruneJournal({ performanceId, version: 20_002 });
  for (let call = 0; call < 2; call += 1) await prune();
  expect(await readRows(store, performanceId)).toHaveLength(3);
  await database.query(`update performances set pruned_at = now() - interval '2 minutes'`);
  await store.pruneJournal({ performanceId: other, version: 20_002 });
  expect(await readRows(store, performanceId)).toHaveLength(3);
  await prune();
  expect(await readRows(store, performanceId)).toMatchObject([{ sequence: 3 }]);
  for (const sequence of [1, 2]) {
    expect(await write(store, performanceId, batchOf(sequence))).toBe(false);
  }
  await close();
});
