import { randomBytes } from 'node:crypto';
import type { BusMessage } from '@ticketing/event-bus';
import { eventBusMigrations, eventBusSchema, openPostgresEventBus } from '@ticketing/event-bus';
import { openInProcessKeyValueStore } from '@ticketing/key-value-store';
import { newId } from '@ticketing/service-kit';
import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import {
  type FixedClock,
  fixedClock,
  listenOnFreePort,
  quietLogger,
  testSecrets,
  testTokens,
} from '@ticketing/testing';
import { createAuthMetrics } from '../src/operations/auth-metrics.ts';
import { createPasswordHasher } from '../src/operations/password-hasher.ts';
import { type AuthService, authMigrations, createAuthService } from '../src/service.ts';

export interface AuthUnderTest {
  readonly service: AuthService;
  readonly baseUrl: string;
  readonly clock: FixedClock;
  /** What the bus was told on `account-events`. */
  readonly published: readonly BusMessage[];
  close(): Promise<void>;
}

/** The service behind its door, on a database of its own, under a clock that stands still. */
export async function startAuth(): Promise<AuthUnderTest> {
  const testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  await migrate({ url, schema: 'auth', folder: authMigrations });
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  const database = openSqlDatabase({ url, schema: 'auth', applicationName: 'auth' });
  const busDatabase = openSqlDatabase({ url, schema: eventBusSchema, applicationName: 'bus' });
  const eventBus = await openPostgresEventBus({ database: busDatabase });
  const published: BusMessage[] = [];
  await eventBus.subscribe({
    topic: 'account-events',
    group: 'test',
    onMessage: async (message) => void published.push(message),
  });
  const clock = fixedClock();
  const store = await openInProcessKeyValueStore();
  const service = createAuthService({
    database,
    eventBus,
    rateLimiter: store.rateLimiter,
    tokens: testTokens(clock),
    passwords: createPasswordHasher(),
    metrics: createAuthMetrics(),
    settings: {
      jwtSecret: testSecrets.JWT_SECRET_KEY,
      jwtAlgorithm: testSecrets.JWT_ALGORITHM,
      accessTokenSeconds: 900,
      frontendUrl: 'http://localhost:3000',
      refreshCookiePath: '/auth',
      secureCookies: false,
    },
    newId,
    newSecret: () => randomBytes(32).toString('base64url'),
    clock,
    logger: quietLogger(),
  });
  await service.start();
  return {
    service,
    baseUrl: await listenOnFreePort(service.app),
    clock,
    published,
    async close() {
      await service.close();
      await eventBus.close();
      await busDatabase.close();
      await database.close();
      await testDatabase.close();
    },
  };
}
