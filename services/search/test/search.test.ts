import {
  type EventSummary,
  eventChanged,
  eventRemoved,
  listEvents,
  topics,
} from '@ticketing/contracts';
import {
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '@ticketing/event-bus';
import {
  createHttpService,
  httpServiceCaller,
  registerEndpoints,
  route,
  type Service,
} from '@ticketing/service-kit';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase, type TestDatabase } from '@ticketing/sql-database/testing';
import {
  type ApiClient,
  apiClient,
  fixedClock,
  listenOnFreePort,
  quietLogger,
  testSecrets,
  testTokens,
  waitUntil,
} from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMiniSearchIndex } from '../src/engines/minisearch.ts';
import { createSearchService } from '../src/service.ts';

const show = (number: number, ko: string, revision = 1): EventSummary => ({
  id: `evt_${String(number).padStart(26, '0')}`,
  organizerId: 'org_00000000000000000000000000',
  title: { ko, en: `Show ${number}` },
  category: 'musical',
  artists: [],
  tags: [],
  venue: {
    id: 'ven_00000000000000000000000000',
    name: { ko: '샤롯데씨어터', en: 'Charlotte Theater' },
    region: 'seoul',
    city: { ko: '서울', en: 'Seoul' },
    timeZone: 'Asia/Seoul',
  },
  startsAt: '2026-07-03T11:00:00.000Z',
  endsAt: '2026-07-03T11:00:00.000Z',
  performanceCount: 1,
  priceMinMinor: 60_000,
  priceMaxMinor: 150_000,
  currency: 'KRW',
  saleState: 'on_sale',
  saleOpensAt: '2026-05-01T11:00:00.000Z',
  saleClosesAt: '2026-07-03T09:00:00.000Z',
  ageMin: 8,
  runningMinutes: 150,
  waitingRoom: 'auto',
  popularity: 1,
  posterSeed: number,
  revision,
});

/** The 130 events that the events service has: more than one page. */
const catalogue = Array.from({ length: 130 }, (_, number) => show(number, `작품 ${number}`));
let eventsApp: ReturnType<typeof createHttpService>;
let testDatabase: TestDatabase;
let database: SqlDatabase;
let eventBus: EventBus;
let service: Service;
let api: ApiClient;

beforeAll(async () => {
  eventsApp = createHttpService({
    name: 'events',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  registerEndpoints(eventsApp, [
    route(listEvents, async ({ query }) => {
      const from = Number(query.cursor ?? 0);
      const to = from + (query.limit ?? 20);
      return {
        items: catalogue.slice(from, to),
        ...(to < catalogue.length && { nextCursor: String(to) }),
      };
    }),
  ]);
  const eventsUrl = await listenOnFreePort(eventsApp);
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  database = openSqlDatabase({ url, schema: eventBusSchema, applicationName: 'bus' });
  eventBus = await openPostgresEventBus({ database });
  service = createSearchService({
    index: createMiniSearchIndex(),
    events: httpServiceCaller({ baseUrl: eventsUrl, serviceToken: testSecrets.SERVICE_TOKEN }),
    eventBus,
    tokens: testTokens(),
    clock: fixedClock('2026-06-01T00:00:00Z'),
    logger: quietLogger(),
  });
  await service.start();
  api = apiClient(await listenOnFreePort(service.app));
});
afterAll(async () => {
  await service?.close();
  await eventBus?.close();
  await database?.close();
  await testDatabase?.close();
  await eventsApp?.close();
});

const total = async (query: string) =>
  (await api.get<{ total: number }>(`/search?${query}`)).body.total;
const publish = (type: string, data: unknown) =>
  eventBus.publish(topics.catalogue, [
    { id: `msg_${Math.random()}`, key: 'evt', type, time: new Date().toISOString(), data },
  ]);

test('an empty index is filled from the events service, and readiness says when', async () => {
  await waitUntil(async () => (await api.get('/readyz')).status === 200);
  expect(await total('limit=1')).toBe(130);
});

test('changes and removals on the bus arrive, and a broken message does not stop them', async () => {
  await publish(eventChanged.type, { event: { title: 'broken' } });
  await publish(eventChanged.type, { event: show(900, '도깨비의 밤'), performanceIds: [] });
  await waitUntil(async () => (await total(`q=${encodeURIComponent('도깨비')}`)) === 1);
  await publish(eventRemoved.type, { eventId: show(900, '').id, revision: 2 });
  await waitUntil(async () => (await total(`q=${encodeURIComponent('도깨비')}`)) === 0);
});

test('a page reports the whole, and bad queries name their fault', async () => {
  const page = await api.get<{ items: unknown[]; total: number }>('/search?offset=120&limit=20');
  expect([page.body.items.length, page.body.total]).toEqual([10, 130]);
  expect(await total(`q=${encodeURIComponent('고래자전거')}`)).toBe(0);
  const metrics = String((await api.get('/metrics')).body);
  expect(metrics).toMatch(/search_queries_total\{outcome="found".*\} [1-9]/);
  expect(metrics).toMatch(/search_queries_total\{outcome="nothing".*\} [1-9]/);
  expect((await api.get('/search?category=opera')).status).toBe(400);
  expect((await api.get('/search?from=2026-07-02&to=2026-07-01')).status).toBe(400);
  expect((await api.get('/search?limit=1000')).status).toBe(400);
});

test('suggestions answer while typing', async () => {
  const reply = await api.get<{ items: { text: { ko: string } }[] }>(
    `/search/suggestions?q=${encodeURIComponent('작품 12')}&limit=3`,
  );
  expect(reply.body.items).toHaveLength(3);
});
