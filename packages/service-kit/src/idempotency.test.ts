import { openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { problem } from './errors.ts';
import {
  createIdempotencyStore,
  fingerprintOf,
  type IdempotencyStore,
  idempotencyTableSql,
} from './idempotency.ts';

let database: SqlDatabase;
let closeAll: () => Promise<void>;
let store: IdempotencyStore;
/** As another process has it. */
let otherStore: IdempotencyStore;

beforeAll(async () => {
  const test = await createTestDatabase();
  database = openSqlDatabase({ url: test.url, schema: 'public', applicationName: 'test' });
  await database.query(idempotencyTableSql);
  closeAll = async () => {
    await database.close();
    await test.close();
  };
}, 60_000);
afterAll(() => closeAll());
beforeEach(async () => {
  await database.query('truncate idempotency_keys');
  store = createIdempotencyStore(database);
  otherStore = createIdempotencyStore(database);
});

const write = {
  owner: 'acc_1',
  endpoint: 'POST /payments/intents',
  key: 'key-00001',
  fingerprint: fingerprintOf({ bookingId: 'bkg_1' }),
};

test('a repetition gets the stored answer, in another process too, with one effect', async () => {
  let effects = 0;
  const pay = async () => {
    effects += 1;
    return { paymentId: `pay_${effects}`, list: [null, 1.5] };
  };
  const answer = { paymentId: 'pay_1', list: [null, 1.5] };
  expect(await store.run(write, pay)).toEqual(answer);
  expect(await store.run(write, pay)).toEqual(answer);
  expect(await otherStore.run(write, pay)).toEqual(answer);
  expect(effects).toBe(1);
});

test('an operation without an answer is kept too', async () => {
  let effects = 0;
  const cancel = async () => {
    effects += 1;
  };
  for (const each of [store, otherStore]) expect(await each.run(write, cancel)).toBeUndefined();
  expect(effects).toBe(1);
});

test('the key for another request is refused, also while the first still runs', async () => {
  const other = { ...write, fingerprint: fingerprintOf({ bookingId: 'bkg_2' }) };
  const finish = Promise.withResolvers<string>();
  const entered = Promise.withResolvers<void>();
  const first = store.run(write, () => {
    entered.resolve();
    return finish.promise;
  });
  await entered.promise;
  const reused = { code: 'idempotency_key_reused' };
  for (const each of [store, otherStore]) {
    await expect(each.run(other, async () => 'x')).rejects.toMatchObject(reused);
  }
  finish.resolve('done');
  expect(await first).toBe('done');
  await expect(otherStore.run(other, async () => 'x')).rejects.toMatchObject(reused);
});

test('owners and endpoints have their own keys', async () => {
  const of = (part: Partial<typeof write>, answer: string) =>
    store.run({ ...write, ...part }, async () => answer);
  expect(await of({}, 'a')).toBe('a');
  expect(await of({ owner: 'acc_2' }, 'b')).toBe('b');
  expect(await of({ endpoint: 'POST /bookings' }, 'c')).toBe('c');
});

test('twenty at once over two processes: one effect, twenty equal answers', async () => {
  let effects = 0;
  const pay = async () => {
    effects += 1;
    await new Promise((resolve) => setTimeout(resolve, 80));
    return { effects };
  };
  const runs = Array.from({ length: 20 }, (_, i) => (i % 2 ? store : otherStore).run(write, pay));
  expect(await Promise.all(runs)).toEqual(runs.map(() => ({ effects: 1 })));
});

test('a refusal is not kept: the next call may succeed', async () => {
  const refused = store.run(write, async () => {
    throw problem('seats_taken');
  });
  await expect(refused).rejects.toMatchObject({ code: 'seats_taken' });
  expect(await otherStore.run(write, async () => 'sold')).toBe('sold');
});

/** What a process leaves that died in the middle. */
const abandon = (leasedUntil: string) =>
  database.query(
    `insert into idempotency_keys (owner, endpoint, key, fingerprint, attempt, leased_until)
     values ($1, $2, $3, $4, gen_random_uuid(), now() + $5::interval)`,
    [write.owner, write.endpoint, write.key, write.fingerprint, leasedUntil],
  );

test('after a crash in between the next call carries the operation out', async () => {
  await abandon('-1 second');
  expect(await store.run(write, async () => 'again')).toBe('again');
});

test('who waits for a dead process takes over when its lease ends', async () => {
  await abandon('300 milliseconds');
  let started = false;
  const run = store.run(write, async () => {
    started = true;
    return 'again';
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(started).toBe(false);
  expect(await run).toBe('again');
});

test('who stood still beyond the lease answers what the successor answered', async () => {
  const finish = Promise.withResolvers<string>();
  const entered = Promise.withResolvers<void>();
  const first = store.run(write, () => {
    entered.resolve();
    return finish.promise;
  });
  await entered.promise;
  await database.query(`update idempotency_keys set leased_until = now() - interval '1 second'`);
  expect(await otherStore.run(write, async () => 'successor')).toBe('successor');
  finish.resolve('late');
  expect(await first).toBe('successor');
});

test('keys are forgotten after a day, not before', async () => {
  await store.run(write, async () => 'kept');
  await database.query(
    `insert into idempotency_keys select owner, endpoint, 'old', fingerprint, attempt,
       leased_until, answer, now() - interval '25 hours' from idempotency_keys`,
  );
  await createIdempotencyStore(database).run({ ...write, key: 'key-2' }, async () => 1);
  const keys = async () =>
    (await database.query<{ key: string }>('select key from idempotency_keys order by key')).map(
      ({ key }) => key,
    );
  await waitUntil(async () => !(await keys()).includes('old'));
  expect(await keys()).toEqual(['key-00001', 'key-2']);
});

test('a fingerprint does not depend on the order of members, but on everything else', () => {
  const print = fingerprintOf({ a: 1, b: { c: [1, 2] } }, 'x');
  expect(fingerprintOf({ b: { c: [1, 2] }, a: 1 }, 'x')).toBe(print);
  expect(fingerprintOf({ a: 1, b: { c: [2, 1] } }, 'x')).not.toBe(print);
  expect(fingerprintOf({ a: 1, b: { c: [1, 2] } }, 'y')).not.toBe(print);
});
