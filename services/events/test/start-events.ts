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
  close(): Promise<void>;
}

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
  const clock = fixedClock('2026-07-03T11:00:00.000Z');
  const service = createEventsService({
    database,
    eventBus,
    tokens: testTokens(clock),
    logger: quietLogger(),
    clock,
    newId,
  });
  await service.start();
  const baseUrl = await listenOnFreePort(service.app);
  const anyone = apiClient(baseUrl);
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
    async close() {
      await service.close();
      await eventBus.close();
      await busDatabase.close();
      await database.close();
      await testDatabase.close();
    },
  };
}
