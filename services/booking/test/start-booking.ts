import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import path from 'node:path';
import {
  getInventoryLayout,
  getSaleTerms,
  getSeatPlan,
  listCapturedPayments,
  type PaymentFacts,
  readPaymentFacts,
  type SaleTerms,
  type SeatPlan,
} from '@ticketing/contracts';
import {
  type BusMessage,
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '@ticketing/event-bus';
import { createInventoryClient, type InventoryClient } from '@ticketing/inventory-client';
import {
  createHttpService,
  httpServiceCaller,
  inProcessServiceCaller,
  type Logger,
  newId,
  problem,
  registerEndpoints,
  route,
  type Service,
  startOutboxRelay,
} from '@ticketing/service-kit';
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
import type { FastifyInstance } from 'fastify';
import { createPostgresBookingStore } from '../src/engines/postgres.ts';
import type { AuditSettings } from '../src/operations/auditor.ts';
import { createBookingMetrics } from '../src/operations/booking-metrics.ts';
import { createCatalogue } from '../src/operations/catalogue.ts';
import { createBookingService } from '../src/service.ts';
import { layout, organizerId, performanceId, saleTerms, seatPlan } from './small-hall.ts';

const bookingMigrations = new URL('../migrations/', import.meta.url);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The real inventory as a process of its own, as it runs apart. */
async function startInventory(env: Record<string, string>): Promise<ChildProcess> {
  const main = path.resolve(import.meta.dirname, '../../inventory/src/main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { ...process.env, ...env, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const health = `http://127.0.0.1:${env.METRICS_PORT}/readyz`;
  await waitUntil(async () => (await fetch(health).catch(() => undefined))?.ok, {
    withinMs: 30_000,
  });
  return child;
}

export interface BookingUnderTest {
  readonly baseUrl: string;
  readonly clock: FixedClock;
  readonly inventory: InventoryClient;
  readonly database: SqlDatabase;
  readonly published: readonly BusMessage[];
  /** What the payment service answers. */
  readonly payments: PaymentFacts[];
  readonly internal: ApiClient;
  /** Signed in as a customer; a new one without a name. */
  customer(accountId?: string): Promise<ApiClient & { accountId: string }>;
  gate(): Promise<ApiClient>;
  /** Signed in as the performance's organizer, or as another one. */
  organizer(ofOrganizer?: string): Promise<ApiClient>;
  /** Changes what the events service answers, and tells nobody. */
  changePlan(changes: Partial<SeatPlan>): void;
  /** Changes what the events service answers and tells it on the bus. */
  changeTerms(changes: Partial<SaleTerms>): Promise<void>;
  close(): Promise<void>;
}

/** The payment service as the audit asks it. */
function playPayments(facts: readonly PaymentFacts[]): FastifyInstance {
  const app = createHttpService({
    name: 'payment',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  registerEndpoints(app, [
    route(readPaymentFacts, async ({ body }) => ({
      payments: facts.filter(({ bookingId }) => body.bookingIds.includes(bookingId)),
    })),
    route(listCapturedPayments, async ({ query: { afterId = '', limit = 200 } }) => ({
      payments: facts
        .filter(({ paymentId, state }) => state === 'captured' && paymentId > afterId)
        .sort((a, b) => (a.paymentId < b.paymentId ? -1 : 1))
        .slice(0, limit),
    })),
  ]);
  return app;
}

/** An audit that goes round all the time, and looks again very soon. */
const quickAudit: AuditSettings = { roundSeconds: 0.2, graceSeconds: 0.2, workPercent: 100 };

/**
 * Booking on real PostgreSQL with the real inventory; the events service is played, and payment as far as the
 * audit asks it.
 */
export async function startBooking(options: { logger?: Logger } = {}): Promise<BookingUnderTest> {
  let terms = saleTerms();
  let plan = seatPlan;
  const eventsApp = createHttpService({
    name: 'events',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  const own = <Answer>(asked: string, answer: Answer): Answer => {
    if (asked !== performanceId) throw problem('performance_not_found');
    return answer;
  };
  registerEndpoints(eventsApp, [
    route(getSaleTerms, async ({ params }) => own(params.performanceId, terms)),
    route(getSeatPlan, async ({ params }) => own(params.performanceId, plan)),
    route(getInventoryLayout, async ({ params }) => own(params.performanceId, layout)),
  ]);
  const eventsUrl = await listenOnFreePort(eventsApp);
  const payments: PaymentFacts[] = [];
  const paymentApp = playPayments(payments);
  const testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  await migrate({ url, schema: 'booking', folder: bookingMigrations });
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  const ports = { grpc: await freePort(), metrics: await freePort() };
  const inventoryProcess = await startInventory({
    DATABASE_URL: url,
    EVENTS_SERVICE_URL: eventsUrl,
    SERVICE_TOKEN: testSecrets.SERVICE_TOKEN,
    GRPC_PORT: String(ports.grpc),
    METRICS_PORT: String(ports.metrics),
  });
  const database = openSqlDatabase({ url, schema: 'booking', applicationName: 'booking' });
  const busDatabase = openSqlDatabase({ url, schema: eventBusSchema, applicationName: 'bus' });
  const eventBus: EventBus = await openPostgresEventBus({ database: busDatabase });
  const published: BusMessage[] = [];
  await eventBus.subscribe({
    topic: 'booking-events',
    group: 'test',
    onMessage: async (message) => void published.push(message),
  });
  const inventory = createInventoryClient({
    host: '127.0.0.1',
    port: ports.grpc,
    serviceToken: testSecrets.SERVICE_TOKEN,
    log: quietLogger(),
  });
  const clock = fixedClock(new Date());
  const events = httpServiceCaller({ baseUrl: eventsUrl, serviceToken: testSecrets.SERVICE_TOKEN });
  const service: Service = createBookingService(
    {
      store: createPostgresBookingStore(database, clock),
      inventory,
      events,
      catalogue: createCatalogue({ events, clock }),
      eventBus,
      tokens: testTokens(clock),
      metrics: createBookingMetrics(),
      payments: inProcessServiceCaller(() => paymentApp, testSecrets.SERVICE_TOKEN),
      audit: quickAudit,
      paySeconds: 60,
      newId,
      newShortId: () => randomBytes(12).toString('base64url'),
      clock: { now: clock.now, sleep: pause },
      logger: options.logger ?? quietLogger(),
    },
    () => startOutboxRelay({ database, eventBus, topic: 'booking-events', log: quietLogger() }),
  );
  await service.start();
  const baseUrl = await listenOnFreePort(service.app);
  return {
    baseUrl,
    clock,
    inventory,
    database,
    published,
    payments,
    internal: internalClient(baseUrl),
    async customer(accountId = newId('account')) {
      const token = await accessTokenFor({
        accountId,
        role: 'customer',
        clock,
        expiresInSeconds: 9_000_000,
      });
      return { ...apiClient(baseUrl, token), accountId };
    },
    async gate() {
      const token = await accessTokenFor({
        role: 'gate',
        organizerId,
        clock,
        expiresInSeconds: 9_000_000,
      });
      return apiClient(baseUrl, token);
    },
    async organizer(ofOrganizer = organizerId) {
      const token = await accessTokenFor({
        role: 'organizer',
        organizerId: ofOrganizer,
        clock,
        expiresInSeconds: 9_000_000,
      });
      return apiClient(baseUrl, token);
    },
    changePlan(changes) {
      plan = { ...plan, ...changes };
      const { priceLevels, version: seatPlanVersion } = plan;
      terms = { ...terms, priceLevels, seatPlanVersion };
    },
    async changeTerms(changes) {
      terms = { ...terms, ...changes, revision: terms.revision + 1 };
      await eventBus.publish('catalogue-events', [
        {
          id: newId('message'),
          key: performanceId,
          type: 'performance.changed',
          time: new Date().toISOString(),
          data: { terms },
        },
      ]);
    },
    async close() {
      await service.close();
      await inventory.close();
      inventoryProcess.kill('SIGTERM');
      await new Promise((resolve) => inventoryProcess.once('exit', resolve));
      await eventBus.close();
      await busDatabase.close();
      await database.close();
      await testDatabase.close();
      await eventsApp.close();
      await paymentApp.close();
    },
  };
}

/** The loops pause as they do in production, whatever the fixed clock says. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Calls as one of our services. */
function internalClient(baseUrl: string): ApiClient {
  const client = apiClient(baseUrl);
  const headers = { 'x-service-token': testSecrets.SERVICE_TOKEN };
  return {
    ...client,
    get: (address) => client.get(address, { headers }),
    post: (address, body) => client.post(address, body, { headers }),
  };
}
