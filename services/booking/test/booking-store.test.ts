import { startOutboxRelay, systemClock } from '@ticketing/service-kit';
import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { quietLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { createPostgresBookingStore, deleteForgotten } from '../src/engines/postgres.ts';
import { messageOf, recordOf } from './booking-records.ts';
import { provesBookingStore } from './booking-store-contract.ts';

const schema = 'booking';

provesBookingStore('PostgreSQL', async (clock) => {
  const test = await createTestDatabase();
  const folder = new URL('../migrations/', import.meta.url);
  await migrate({ url: test.url, schema, folder });
  const database = openSqlDatabase({ url: test.url, schema, applicationName: 'test' });
  const common = { database, topic: 'booking-events', log: quietLogger() };
  return {
    store: createPostgresBookingStore(database, clock),
    startRelay: (eventBus) => startOutboxRelay({ ...common, eventBus }),
    async close() {
      await database.close();
      await test.close();
    },
  };
});

test('what is forgotten is deleted, but not what still has messages to tell', async () => {
  const empty = await createTestDatabase();
  await migrate({ url: empty.url, schema, folder: new URL('../migrations/', import.meta.url) });
  const database = openSqlDatabase({ url: empty.url, schema, applicationName: 'test' });
  const store = createPostgresBookingStore(database, systemClock);
  const over = { state: 'expired', seatsReleased: true, expiresAt: '2001-01-01T00:00:00.000Z' };
  const told = recordOf({ ...over, state: 'expired' });
  const untold = recordOf({ ...over, state: 'expired' });
  const open = recordOf();
  await store.create(told, []);
  await store.create(untold, [messageOf(untold.id, 'booking.expired')]);
  await store.create(open, []);
  expect(await deleteForgotten(database, new Date())).toBe(1);
  expect(await deleteForgotten(database, new Date())).toBe(0);
  const left = await database.query<{ booking_id: string }>('select booking_id from bookings');
  expect(left.map((row) => row.booking_id).sort()).toEqual([open.id, untold.id].sort());
  await database.close();
  await empty.close();
});
