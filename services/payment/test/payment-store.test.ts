import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { expect, test } from 'vitest';
import { paymentMigrations } from '../src/service.ts';
import { createPostgresPaymentStore } from '../src/storage/postgres-payment-store.ts';
import { provesPaymentStore } from './payment-store-contract.ts';

const schema = 'payment';
const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

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
  const msOf = async (read: () => Promise<unknown>): Promise<number> => {
    const startedMs = performance.now();
    await read();
    return performance.now() - startedMs;
  };
  /** What reading all of the table costs, at the same time on the same machine. */
  const scan = () =>
    database.query("select sum(amount_minor) from payments where description <> 'x'");
  const bookingIds = Array.from(
    { length: 200 },
    (_, n) => `bkg_${String(n * 499).padStart(26, '0')}`,
  );
  const ms = { page: [] as number[], facts: [] as number[], scan: [] as number[] };
  let count = 0;
  for (let afterId = '', pages = 0; ; pages += 1) {
    let last: string | undefined;
    const readPage = async () => {
      const page = await store.listCaptured({ afterId, limit: 200 });
      count += page.length;
      last = page.at(-1)?.paymentId;
    };
    ms.page.push(await msOf(readPage));
    if (last === undefined) break;
    afterId = last;
    if (pages % 25 > 0) continue;
    ms.scan.push(await msOf(scan));
    const readFacts = async () => {
      expect(await store.listFacts(bookingIds)).toHaveLength(400);
    };
    ms.facts.push(await msOf(readFacts));
  }
  expect(count).toBe(100_000);
  const [page, facts, whole] = [median(ms.page), median(ms.facts), median(ms.scan)];
  console.log(`ms of a page ${page}, of 200 bookings' facts ${facts}, of the whole table ${whole}`);
  expect(page).toBeLessThan(whole);
  expect(facts).toBeLessThan(whole);
  await database.close();
  await server.close();
}, 60_000);
