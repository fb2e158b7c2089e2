import { setTimeout as sleep } from 'node:timers/promises';
import { type EventSummary, eventChanged, topics } from '@ticketing/contracts';
import {
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '@ticketing/event-bus';
import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import type { Service, ServiceCaller } from '@ticketing/service-kit';
import { systemClock } from '@ticketing/service-kit';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase, type TestDatabase } from '@ticketing/sql-database/testing';
import {
  type ApiClient,
  apiClient,
  listenOnFreePort,
  quietLogger,
  testTokens,
  waitUntil,
} from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SearchIndex } from '../src/domain/search-index.ts';
import { openOpenSearchIndex } from '../src/engines/opensearch.ts';
import { createSearchService } from '../src/service.ts';
import { event } from './event-fixture.ts';
import { urlOf } from './opensearch-url.ts';

/** What the events service has. */
const catalogue: EventSummary[] = [event({ ko: '첫 공연', en: 'First' })];
const events = { call: async () => ({ items: catalogue }) } as unknown as ServiceCaller;
/** The node needs some seconds to start, and the one that tries may just have begun a pause. */
const recovery = { withinMs: 60_000, everyMs: 100 };

let node: LocalEngine;
let testDatabase: TestDatabase;
let database: SqlDatabase;
let eventBus: EventBus;
let index: SearchIndex;
let service: Service;
let api: ApiClient;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  database = openSqlDatabase({ url, schema: eventBusSchema, applicationName: 'bus' });
  eventBus = await openPostgresEventBus({ database });
  node = await startEngine('opensearch');
  await node.kill();
  index = await openOpenSearchIndex({ url: urlOf(node) });
  const tokens = testTokens();
  const logger = quietLogger();
  service = createSearchService({ index, events, eventBus, tokens, clock: systemClock, logger });
  await service.start();
  api = apiClient(await listenOnFreePort(service.app));
}, 240_000);
afterAll(async () => {
  await service?.close();
  await index?.close();
  await eventBus?.close();
  await database?.close();
  await testDatabase?.close();
  await node?.stop();
});

const search = (text = '') => api.get<{ total: number }>(`/search?q=${encodeURIComponent(text)}`);
const found = async (text = '') => (await search(text)).body.total;
const engines = async () => {
  const { status, body } = await api.get<{ engines: object }>('/readyz');
  return { status, engines: body.engines };
};
const metric = async (name: string) => {
  const text = String((await api.get('/metrics')).body);
  return Number(new RegExp(`^${name}\\S* (\\S+)$`, 'm').exec(text)?.[1]);
};
const publish = (changed: EventSummary) =>
  eventBus.publish(topics.catalogue, [
    {
      id: `msg_${changed.id}_${changed.revision}`,
      key: changed.id,
      type: eventChanged.type,
      time: new Date().toISOString(),
      data: { event: changed, performanceIds: [] },
    },
  ]);

async function expectRefusal(): Promise<void> {
  const reply = await search();
  expect(reply).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
}

test('started while OpenSearch is away it says so, and fills the index when it comes', async () => {
  expect(await engines()).toMatchObject({ status: 503, engines: { index: 'down' } });
  await expectRefusal();
  expect((await api.get('/healthz')).status).toBe(200);

  await node.start();
  await waitUntil(async () => (await engines()).status === 200, recovery);
  await waitUntil(async () => (await found()) === 1, recovery);
  expect(await metric('search_rebuilds_total.*done')).toBe(1);
});

test('a killed OpenSearch is refused at once, and what changed meanwhile is found after its return', async () => {
  await node.kill();
  const change = event({ ko: '바다의 노래', en: 'Song of the Sea' });
  await publish(change);
  await waitUntil(async () => (await metric('search_failed_writes_total')) >= 1, recovery);
  for (let request = 0; request < 5; request += 1) await expectRefusal();
  // What was asked a moment ago is not asked again.
  await waitUntil(async () => (await engines()).status === 503, recovery);

  await node.start();
  await waitUntil(async () => (await found('바다의')) === 1, recovery);
  expect(await found('첫')).toBe(1);
  await waitUntil(async () => (await engines()).status === 200, recovery);
});

test('a silent OpenSearch costs the first searches a moment and the others none', async () => {
  node.freeze();
  const begin = performance.now();
  const crowd = await Promise.all(Array.from({ length: 200 }, () => search()));
  expect(new Set(crowd.map(({ status }) => status))).toEqual(new Set([503]));
  expect(performance.now() - begin).toBeLessThan(6_000);
  const later = performance.now();
  for (let request = 0; request < 20; request += 1) await search();
  // One of them may be the one that tries.
  expect(performance.now() - later).toBeLessThan(5_000);
  expect(await engines()).toMatchObject({ status: 503, engines: { index: 'down' } });

  node.thaw();
  await waitUntil(async () => (await search()).status === 200, recovery);
  await waitUntil(async () => (await engines()).status === 200, recovery);
});

test('on a full disk searches go on, it is said, and changes come in when there is room', async () => {
  const block = async (value: boolean | null) => {
    const body = JSON.stringify({ index: { blocks: { read_only_allow_delete: value } } });
    const headers = { 'content-type': 'application/json' };
    const all = `${urlOf(node)}/ticketing-events-v*/_settings`;
    expect((await fetch(all, { method: 'PUT', headers, body })).status).toBe(200);
  };
  await block(true);
  const failedBefore = await metric('search_failed_writes_total');
  await publish(event({ ko: '마지막 자리', en: 'Last Place' }));
  await waitUntil(
    async () => (await metric('search_failed_writes_total')) > failedBefore,
    recovery,
  );
  expect(await found('바다의')).toBe(1);
  await sleep(300);
  expect(await engines()).toMatchObject({
    status: 200,
    engines: { index: 'ok', indexWrites: 'down' },
  });

  await block(null);
  await waitUntil(async () => (await found('마지막')) === 1, recovery);
  await waitUntil(async () => 'ok' === Reflect.get((await engines()).engines, 'indexWrites'));
});

test('an index that somebody deleted is built again', async () => {
  const present: unknown = await (await fetch(`${urlOf(node)}/ticketing-events-v*`)).json();
  for (const name of Object.keys(Object(present)))
    await fetch(`${urlOf(node)}/${name}`, { method: 'DELETE' });
  await waitUntil(async () => (await engines()).status === 503);
  await expectRefusal();
  await waitUntil(async () => (await engines()).status === 200, { withinMs: 60_000 });
  expect(await found('첫')).toBe(1);
});
