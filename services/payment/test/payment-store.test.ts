import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { expect, test } from 'vitest';
import { paymentMigrations } from '../src/service.ts';
import { createPostgresPaymentStore } from '../src/storage/postgres-payment-store.ts';
import { provesPaymentStore } from './payment-store-contract.ts';

const schema = 'payment';

provesPaymentStore('PostgreSQL', async () => {
  const server = await createTestDatabase();
  await migrate({ url: server.url, schema, folder: paymentMigrations });
  const database = openSqlDatabase({ url: server.url, schema, applicationName: 'test' });
  return {
    store: createPostgresPaymentStore(database),
    async messagesOf(bookingId) {
      const rows = await database.query<{ type: string }>(
        'select type from outbox where key = $1 order by id',
        [bookingId],
      );
      return rows.map(({ type }) => type);
    },
    async close() {
      await database.close();
      await server.close();
    },
  };
});

test('100,000 captured payments are read page by page, and facts by booking, through indexes', async () => {
  const server = await createTestDatabase();
  await migrate({ url: server.url, schema, folder: paymentMigrations });
  const database = openSqlDatabase({ url: server.url, schema, applicationName: 'test' });
  await database.query(`
    insert into payments (id, booking_id, customer_id, organizer_id, idempotency_key, state,
      amount_minor, currency, description, booking_expires_at, created_at, updated_at)
    select 'pay_' || lpad(n::text, 26, '0'), 'bkg_' || lpad((n % 100000)::text, 26, '0'), 'acc', 'org',
      n::text, case when n < 100000 then 'captured' else 'voided' end,
      1000, 'KRW', '', now(), now(), now()
    from generate_series(0, 199999) as n`);
  await database.query('analyze payments');
  const store = createPostgresPaymentStore(database);
  let count = 0;
  const pageMs: number[] = [];
  for (let afterId = ''; ; ) {
    const startedMs = performance.now();
    const page = await store.listCaptured({ afterId, limit: 200 });
    pageMs.push(performance.now() - startedMs);
    count += page.length;
    const last = page.at(-1);
    if (last === undefined) break;
    afterId = last.paymentId;
  }
  expect(count).toBe(100_000);
  const bookingIds = Array.from(
    { length: 200 },
    (_, n) => `bkg_${String(n * 499).padStart(26, '0')}`,
  );
  const startedMs = performance.now();
  expect(await store.listFacts(bookingIds)).toHaveLength(400);
  const factsMs = performance.now() - startedMs;
  const median = pageMs.toSorted((a, b) => a - b)[Math.floor(pageMs.length / 2)] ?? 0;
  // Reading all of the table for each page would be more than a hundred times as slow.
  expect(median).toBeLessThan(50);
  expect(factsMs).toBeLessThan(200);
  await database.close();
  await server.close();
}, 60_000);
