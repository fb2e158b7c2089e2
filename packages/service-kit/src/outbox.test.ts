import { setTimeout as delay } from 'node:timers/promises';
import type { BusMessage, EventBus } from '@ticketing/event-bus';
import { eventBusMigrations, eventBusSchema, openPostgresEventBus } from '@ticketing/event-bus';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { fixedClock, quietLogger, seededRandom, waitUntil } from '@ticketing/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMetrics } from './http/http-metrics.ts';
import { measureDatabase } from './metrics/measure-database.ts';
import { measureOutbox, readSqlOutbox } from './metrics/measure-outbox.ts';
import { insertOutbox, type OutboxRelay, outboxTableSql, startOutboxRelay } from './outbox.ts';

const log = quietLogger();
const topic = 'booking-events';
const closers: (() => Promise<unknown>)[] = [];
let database: SqlDatabase;
let url: string;

beforeAll(async () => {
  const test = await createTestDatabase();
  url = test.url;
  const setup = openSqlDatabase({ url, schema: 'public', applicationName: 'test' });
  await setup.query('create schema booking');
  await setup.close();
  database = openSqlDatabase({ url, schema: 'booking', applicationName: 'test' });
  await database.query(outboxTableSql);
  await database.query('create table things (id text primary key, version int not null)');
  closers.push(async () => {
    await database.close();
    await test.close();
  });
}, 60_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});
beforeEach(() => database.query('truncate outbox, things'));

const relays: OutboxRelay[] = [];
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
});
function startRelay(eventBus: Pick<EventBus, 'publish'>): OutboxRelay {
  const relay = startOutboxRelay({ database, eventBus, topic, log });
  relays.push(relay);
  return relay;
}

function recordingBus() {
  const messages: BusMessage[] = [];
  const publish = async (_topic: string, batch: readonly BusMessage[]) => {
    messages.push(...batch);
  };
  return { messages, publish };
}
const messageOf = (id: string, data: unknown = { n: 1 }): BusMessage => ({
  id,
  key: 'bkg_1',
  type: 'booking.confirmed',
  time: '2026-07-03T11:00:00.000Z',
  requestId: 'request-1',
  data,
});
const countWaiting = async () =>
  (await database.query<{ n: number }>('select count(*)::int as n from outbox'))[0]?.n;

test('a message is published as it was saved, soon after its commit, and then gone', async () => {
  const bus = recordingBus();
  startRelay(bus);
  const message = messageOf('evt_1', { b: [1, null], a: { note: '한글' } });
  await database.transaction((client) => insertOutbox(client, message));
  await waitUntil(() => bus.messages.length > 0, { withinMs: 400 });
  expect(bus.messages).toEqual([message]);
  await waitUntil(async () => (await countWaiting()) === 0);
});

test('what is rolled back is never published', async () => {
  const bus = recordingBus();
  startRelay(bus);
  const undone = database.transaction(async (client) => {
    await insertOutbox(client, messageOf('evt_undone'));
    await delay(50);
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  await database.transaction((client) => insertOutbox(client, messageOf('evt_done')));
  await waitUntil(() => bus.messages.length > 0);
  expect(bus.messages.map(({ id }) => id)).toEqual(['evt_done']);
});

test('messages left by a process that died are published by the next', async () => {
  await database.transaction((client) => insertOutbox(client, messageOf('evt_old')));
  const bus = recordingBus();
  startRelay(bus);
  await waitUntil(() => bus.messages.length === 1, { withinMs: 400 });
});

test('while the bus fails nothing is lost, and order is kept when it works again', async () => {
  const bus = recordingBus();
  let failing = 2;
  startRelay({
    async publish(name, messages) {
      failing -= 1;
      if (failing >= 0) throw new Error('no broker');
      await bus.publish(name, messages);
    },
  });
  for (const id of ['evt_1', 'evt_2', 'evt_3']) {
    await database.transaction((client) => insertOutbox(client, messageOf(id)));
  }
  await waitUntil(async () => (await countWaiting()) === 0);
  expect(bus.messages.map(({ id }) => id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
});

test('published and not deleted means published again: at least once', async () => {
  const bus = recordingBus();
  let crash = true;
  startRelay({
    async publish(name, messages) {
      await bus.publish(name, messages);
      if (crash) {
        crash = false;
        throw new Error('died after publishing');
      }
    },
  });
  await database.transaction((client) => insertOutbox(client, messageOf('evt_1')));
  await waitUntil(() => bus.messages.length === 2);
  expect(bus.messages.map(({ id }) => id)).toEqual(['evt_1', 'evt_1']);
});

test('of several relays one at a time publishes, so that nothing goes out twice', async () => {
  const bus = recordingBus();
  let publishing = 0;
  let publishingMost = 0;
  const slowBus = {
    async publish(name: string, messages: readonly BusMessage[]) {
      publishing += 1;
      publishingMost = Math.max(publishingMost, publishing);
      await delay(40);
      await bus.publish(name, messages);
      publishing -= 1;
    },
  };
  for (let i = 0; i < 3; i += 1) startRelay(slowBus);
  const ids = Array.from({ length: 30 }, (_, index) => `evt_${index}`);
  for (const id of ids) {
    await database.transaction((client) => insertOutbox(client, messageOf(id)));
    await delay(5);
  }
  await waitUntil(async () => (await countWaiting()) === 0);
  expect(publishingMost).toBe(1);
  expect(bus.messages.map(({ id }) => id)).toEqual(ids);
});

test('with many writers and three relays each key keeps its order, on the real bus', async () => {
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  const bus = await openPostgresEventBus({ database });
  const seen = new Map<string, number[]>();
  const subscription = await bus.subscribe({
    topic,
    group: 'test',
    onMessage: async ({ key, data }) => {
      const versions = seen.get(key) ?? [];
      seen.set(key, versions);
      const { version } = data as { version: number };
      if (version > (versions.at(-1) ?? 0)) versions.push(version);
      else if (!versions.includes(version)) throw new Error(`${key} went back to ${version}`);
    },
  });
  for (let i = 0; i < 3; i += 1) startRelay(bus);

  const random = seededRandom(20260703);
  const keys = Array.from({ length: 8 }, (_, index) => `bkg_${index}`);
  const writes = Array.from({ length: 400 }, () => random.pick(keys));
  let next = 0;
  async function write(): Promise<void> {
    for (let key = writes[next++]; key !== undefined; key = writes[next++]) {
      await changeThing(key);
    }
  }
  await Promise.all(Array.from({ length: 6 }, write));
  const total = () => [...seen.values()].reduce((sum, { length }) => sum + length, 0);
  await waitUntil(() => total() === writes.length, { withinMs: 15_000 });
  for (const [key, versions] of seen) {
    expect(versions, key).toEqual(versions.map((_, index) => index + 1));
  }
  await subscription.close();
  await bus.close();
});

/** A change and its message in one transaction, serialised by the row's lock. */
async function changeThing(key: string): Promise<void> {
  await database.transaction(async (client) => {
    const [row] = await client.query<{ version: number }>(
      `insert into things values ($1, 1)
       on conflict (id) do update set version = things.version + 1 returning version`,
      [key],
    );
    const version = row?.version ?? 0;
    const message = { ...messageOf(`${key}-${version}`, { version }), key };
    await insertOutbox(client, message);
  });
}

test('a message keeps the trace that caused it', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const traced = { ...messageOf('msg_traced'), traceparent };
  await database.transaction((client) => insertOutbox(client, traced));
  const bus = recordingBus();
  startRelay(bus);
  await waitUntil(() => bus.messages.length === 1);
  expect(bus.messages).toEqual([traced]);
});

test('metrics tell how many messages wait and since when, and how connections are used', async () => {
  const registry = createMetrics('booking');
  const clock = fixedClock('2026-07-03T11:01:30.000Z');
  measureOutbox(registry, () => readSqlOutbox(database), clock);
  measureDatabase(registry, database);
  for (const id of ['msg_1', 'msg_2']) {
    await database.transaction((client) => insertOutbox(client, messageOf(id)));
  }
  const text = await registry.metrics();
  expect(text).toContain('outbox_messages{service="booking"} 2');
  expect(text).toContain('outbox_oldest_seconds{service="booking"} 90');
  expect(text).toContain('sql_pool_connections_max{service="booking"} 16');
  expect(text).toMatch(/sql_pool_connections\{state="idle",service="booking"\} [1-9]/);
  expect(text).toContain('sql_pool_waiting_statements{service="booking"} 0');
});
