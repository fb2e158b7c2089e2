import { startOutboxRelay } from '@ticketing/service-kit';
import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { quietLogger } from '@ticketing/testing';
import { createPostgresBookingStore } from '../src/engines/postgres.ts';
import { provesBookingStore } from './booking-store-contract.ts';

const schema = 'booking';

provesBookingStore('PostgreSQL', async () => {
  const test = await createTestDatabase();
  const folder = new URL('../migrations/', import.meta.url);
  await migrate({ url: test.url, schema, folder });
  const database = openSqlDatabase({ url: test.url, schema, applicationName: 'test' });
  const common = { database, topic: 'booking-events', log: quietLogger() };
  return {
    store: createPostgresBookingStore(database),
    startRelay: (eventBus) => startOutboxRelay({ ...common, eventBus }),
    async close() {
      await database.close();
      await test.close();
    },
  };
});
