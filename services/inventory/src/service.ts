import { randomUUID } from 'node:crypto';
import type { EventBus } from '@ticketing/event-bus';
import {
  countSetAside,
  createHttpService,
  createLogger,
  createMetrics,
  createTokenVerifier,
  httpServiceCaller,
  measureDatabase,
  newId,
  observeEventBus,
  openEventBus,
  openSqlEngine,
  openSqlServer,
  type Service,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import { advertisedHost, type InventoryConfig } from './config.ts';
import type { InventoryDependencies } from './dependencies.ts';
import { startConsumers } from './events/consumers.ts';
import { createInventoryMetrics } from './metrics.ts';
import { auditPerformance } from './operations/audit-performance.ts';
import { systemScheduler } from './operations/scheduler.ts';
import { createSeatKeeper } from './operations/seat-keeper.ts';
import { createRpcServer } from './rpc/server.ts';
import { createPostgresSeatStore } from './storage/postgres-seat-store.ts';
import type { Instance } from './storage/seat-store.ts';
import { createPostgresAuditStore } from './storage/sold-seats.ts';
import { openCondenser } from './threads/open-condenser.ts';

export { type InventoryConfig, loadInventoryConfig } from './config.ts';
export type { InventoryDependencies } from './dependencies.ts';

/** The service's schema and the folder of its migrations. */
export const inventorySchema = 'inventory';
export const inventoryMigrations = new URL('../migrations/', import.meta.url);

/** Its `app` serves metrics and health; commands come over gRPC. */
export interface InventoryService extends Service {
  /** Opens the gRPC door. Resolves with the port; 0 takes any. Rejects with code EADDRINUSE. */
  listenRpc(host: string, port: number): Promise<number>;
}

/** The one writer of seats, wired from what it needs. */
export function createInventoryService(dependencies: InventoryDependencies): InventoryService {
  const { database, condense, events, tokens, clock, logger } = dependencies;
  const registry = createMetrics('inventory');
  const eventBus = observeEventBus(dependencies.eventBus, registry);
  measureDatabase(registry, database);
  const app = createHttpService({
    name: 'inventory',
    logger,
    tokens,
    clock,
    metrics: registry,
    readiness: { sql: () => database.ping() },
    // What is stored can be read from a full disk.
    tolerated: { sqlWrites: () => database.pingWrites(), eventBus: () => eventBus.ping() },
  });
  const instance = createInstance(dependencies.advertised);
  const store = createPostgresSeatStore(database);
  const seats = createSeatKeeper({
    store,
    condense,
    eventBus,
    events,
    clock,
    scheduler: systemScheduler,
    newId: dependencies.newId,
    instance: instance.now,
    metrics: createInventoryMetrics(registry),
    log: logger,
  });
  const onSetAside = countSetAside(registry);
  const auditing = {
    seats,
    store: createPostgresAuditStore(database),
    scheduler: systemScheduler,
  };
  const rpc = createRpcServer({
    seats,
    audit: (request) => auditPerformance(auditing, request),
    tokens,
    log: logger,
  });
  const stops: (() => Promise<void>)[] = [];

  return {
    name: 'inventory',
    app,
    async start() {
      await seats.start();
      const consumers = await startConsumers({ eventBus, store, seats, onSetAside });
      stops.push(() => consumers.close());
      await app.ready();
    },
    async listenRpc(host, port) {
      const boundPort = await rpc.listen(host, port);
      logger.info(`gRPC listening at ${host}:${boundPort}`);
      instance.opened(boundPort);
      await seats.announce();
      return boundPort;
    },
    async close() {
      for (const stop of stops.splice(0)) await stop();
      await seats.close();
      await rpc.close();
      await app.close();
    },
  };
}

/** A new one for each start: what an earlier process led is another's. */
function createInstance({ host, port }: InventoryDependencies['advertised']) {
  const id = randomUUID();
  const at = (openPort: number) => ({ id, address: hostAndPort(host, openPort) });
  let now: Instance = port === undefined ? { id, address: '' } : at(port);
  return {
    now: () => now,
    opened(boundPort: number) {
      now = at(boundPort);
    },
  };
}

/** A literal IPv6 address needs brackets to be told from its port. */
const hostAndPort = (host: string, port: number) =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** The service on the engines that its settings name. Closing it closes those it opened. */
export async function openInventoryService(
  config: InventoryConfig,
  shared: { eventBus?: EventBus; events?: ServiceCaller } = {},
): Promise<InventoryService> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'inventory-service',
    level: config.LOG_LEVEL,
  });
  const database = await openSqlEngine(config, {
    schema: inventorySchema,
    migrations: inventoryMigrations,
  });
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'inventory' }));
  const server = await openSqlServer(config);
  const condenser = openCondenser({ databaseUrl: server.url, schema: inventorySchema });
  const service = createInventoryService({
    database,
    condense: condenser.condense,
    eventBus,
    events:
      shared.events ??
      httpServiceCaller({ baseUrl: config.EVENTS_SERVICE_URL, serviceToken: config.SERVICE_TOKEN }),
    tokens: createTokenVerifier({
      secret: config.JWT_SECRET_KEY,
      algorithm: config.JWT_ALGORITHM,
      serviceToken: config.SERVICE_TOKEN,
    }),
    clock: systemClock,
    newId,
    advertised: { host: advertisedHost(config) },
    logger,
  });
  return {
    ...service,
    async close() {
      await service.close();
      await condenser.close();
      if (shared.eventBus === undefined) await eventBus.close();
      await database.close();
      await server.close();
    },
  };
}
