import type { EventBus } from '@ticketing/event-bus';
import {
  createHttpService,
  createLogger,
  createMetrics,
  createTokenVerifier,
  httpServiceCaller,
  newId,
  openEventBus,
  openSqlEngine,
  type Service,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import type { InventoryConfig } from './config.ts';
import type { InventoryDependencies } from './dependencies.ts';
import { startConsumers } from './events/consumers.ts';
import { createInventoryMetrics } from './metrics.ts';
import { createSeatKeeper } from './operations/seat-keeper.ts';
import { createRpcServer } from './rpc/server.ts';

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
  const { database, eventBus, events, tokens, clock, logger } = dependencies;
  const registry = createMetrics('inventory');
  const app = createHttpService({
    name: 'inventory',
    logger,
    tokens,
    clock,
    metrics: registry,
    readiness: { sql: () => database.ping(), eventBus: () => eventBus.ping() },
  });
  const seats = createSeatKeeper({
    database,
    eventBus,
    events,
    clock,
    newId: dependencies.newId,
    metrics: createInventoryMetrics(registry),
    log: logger,
  });
  const rpc = createRpcServer({ seats, tokens, log: logger });
  const stops: (() => Promise<void>)[] = [];

  return {
    name: 'inventory',
    app,
    async start() {
      await seats.start();
      const consumers = await startConsumers({ eventBus, database, seats, log: logger });
      stops.push(() => consumers.close());
      await app.ready();
    },
    async listenRpc(host, port) {
      const boundPort = await rpc.listen(host, port);
      logger.info(`gRPC listening at ${host}:${boundPort}`);
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
  const service = createInventoryService({
    database,
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
    logger,
  });
  return {
    ...service,
    async close() {
      await service.close();
      if (shared.eventBus === undefined) await eventBus.close();
      await database.close();
    },
  };
}
