import {
  type BusMessage,
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '@ticketing/event-bus';
import { type Caller, derivedId, newId } from '@ticketing/service-kit';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import {
  type ApiClient,
  accessTokenFor,
  apiClient,
  type FixedClock,
  fixedClock,
  listenOnFreePort,
  quietLogger,
  testSecrets,
  testTokens,
  waitUntil,
} from '@ticketing/testing';
import { createEventsService, type EventsService, eventsMigrations } from '../src/service.ts';

/** The service on a PostgreSQL of its own, with a clock that stands still. */
export interface TestService {
  readonly service: EventsService;
  readonly database: SqlDatabase;
  readonly eventBus: EventBus;
  readonly clock: FixedClock;
  readonly baseUrl: string;
  /** Everything that the catalogue topic carried so far. */
  readonly messages: BusMessage[];
  /** Nobody in particular. */
  readonly anyone: ApiClient;
  /** One of our own services. */
  readonly ours: { get<Body>(path: string): Promise<{ status: number; body: Body }> };
  as(role: Caller['role'], organizerKey?: string): Promise<ApiClient>;
  /** Forgets everything that was imported, sold and told; time goes back to the start. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const START = '2026-07-03T11:00:00.000Z';

export async function startEvents(): Promise<TestService> {
  const testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  await migrate({ url, schema: 'events', folder: eventsMigrations });
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  const database = openSqlDatabase({ url, schema: 'events', applicationName: 'events' });
  const busDatabase = openSqlDatabase({ url, schema: eventBusSchema, applicationName: 'bus' });
  const eventBus = await openPostgresEventBus({ database: busDatabase });
  const messages: BusMessage[] = [];
  await eventBus.subscribe({
    topic: 'catalogue-events',
    group: 'test',
    onMessage: async (message) => void messages.push(message),
  });
  const clock = fixedClock(START);
  let resetting = new AbortController();
  const service = createEventsService({
    database,
    eventBus,
    tokens: testTokens(clock),
    logger: quietLogger(),
    clock: {
      now: clock.now,
      // When time goes back, who sleeps would sleep on until a time that lies far ahead.
      async sleep(ms, signal) {
        const signals = [resetting.signal, ...(signal === undefined ? [] : [signal])];
        await clock.sleep(ms, AbortSignal.any(signals)).catch(() => signal?.throwIfAborted());
      },
    },
    newId,
  });
  await service.start();
  const baseUrl = await listenOnFreePort(service.app);
  const anyone = apiClient(baseUrl);
  let resets = 0;
  const serviceHeaders = { 'x-service-token': testSecrets.SERVICE_TOKEN };
  return {
    service,
    database,
    eventBus,
    clock,
    baseUrl,
    messages,
    anyone,
    ours: { get: (path) => anyone.get(path, { headers: serviceHeaders }) },
    async as(role, organizerKey) {
      const token = await accessTokenFor({
        role,
        expiresInSeconds: 1_000_000_000,
        clock,
        ...(organizerKey !== undefined && { organizerId: derivedId('organizer', organizerKey) }),
      });
      return apiClient(baseUrl, token);
    },
    async reset() {
      await waitUntil(async () => (await database.query('select from outbox')).length === 0);
      await waitUntil(async () => (await eventBus.lag('catalogue-events', 'test')) === 0);
      // As a transaction it is tried again when it meets the scheduler in a deadlock.
      await database.transaction((client) =>
        client.query('truncate organizers, idempotency_keys cascade'),
      );
      messages.length = 0;
      // A little later each time, so that nothing that was read before counts as fresh.
      resets += 1;
      await clock.advance(Date.parse(START) + resets * 2_000 - clock.now().getTime());
      const before = resetting;
      resetting = new AbortController();
      before.abort();
    },
    async close() {
      await service.close();
      await eventBus.close();
      await busDatabase.close();
      await database.close();
      await testDatabase.close();
    },
  };
}
