import { topics } from '@ticketing/contracts';
import type { EventBus } from '@ticketing/event-bus';
import {
  countSetAside,
  createHttpService,
  createIdempotencyStore,
  createLogger,
  createMetrics,
  createTokenVerifier,
  measureDatabase,
  measureOutbox,
  newId,
  observeEventBus,
  openEventBus,
  openSqlEngine,
  readSqlOutbox,
  registerEndpoints,
  type Service,
  startOutboxRelay,
  systemClock,
} from '@ticketing/service-kit';
import type { EventsConfig } from './config.ts';
import type { EventsDependencies } from './dependencies.ts';
import { startConsumers } from './events/consumers.ts';
import { eventsRoutes } from './http/routes.ts';
import { announceDueEvents } from './operations/announce-due-events.ts';
import { createCatalogueMetrics } from './operations/catalogue-metrics.ts';
import { importCatalogue } from './operations/import-catalogue.ts';
import { raisePopularity } from './operations/raise-popularity.ts';
import { repeat } from './repeat.ts';
import { createCatalogueCache } from './storage/catalogue-cache.ts';
import type { EncodedJson } from './storage/encoded-json.ts';
import { createLru } from './storage/lru.ts';

export { type EventsConfig, loadEventsConfig } from './config.ts';
export type { EventsDependencies } from './dependencies.ts';

/** The service's schema and the folder of its migrations. */
export const eventsSchema = 'events';
export const eventsMigrations = new URL('../migrations/', import.meta.url);

/** How late the bus may hear that time has opened or closed a sale. */
const DUE_EVENTS_EVERY_MS = 1_000;
const POPULARITY_EVERY_MS = 30_000;
/** Seat plans kept ready, in bytes. */
const PLAN_BYTES_MAX = 64 * 1024 * 1024;

export interface EventsService extends Service {
  /**
   * Imports a catalogue file as an admin would. Resolves to how many things were created, updated
   * and left unchanged. Throws the ApiError catalogue_invalid, with the faults in `extra.errors`.
   */
  importCatalogue(file: unknown): ReturnType<typeof importCatalogue>;
}

/** The catalogue, wired from what it needs. */
export function createEventsService(
  dependencies: EventsDependencies,
  options: { bookingTopic?: string } = {},
): EventsService {
  const { database, clock, logger, tokens } = dependencies;
  const cache = createCatalogueCache(database, clock);
  const registry = createMetrics('events');
  const metrics = createCatalogueMetrics(registry);
  const eventBus = observeEventBus(dependencies.eventBus, registry);
  measureDatabase(registry, database);
  measureOutbox(registry, () => readSqlOutbox(database), clock);
  const onSetAside = countSetAside(registry);
  const catalogue = { database, cache, clock, newId: dependencies.newId, metrics };
  const app = createHttpService({
    name: 'events',
    logger,
    tokens,
    clock,
    metrics: registry,
    readiness: { sql: () => database.ping() },
    // What is stored can be read from a full disk.
    tolerated: { sqlWrites: () => database.pingWrites(), eventBus: () => eventBus.ping() },
  });
  registerEndpoints(
    app,
    eventsRoutes({
      ...catalogue,
      plans: createLru<EncodedJson>(PLAN_BYTES_MAX, (plan) => plan.weight),
      idempotency: createIdempotencyStore(database),
    }),
  );
  const stops: (() => Promise<void>)[] = [];

  return {
    name: 'events',
    app,
    async start() {
      const relay = startOutboxRelay({ database, eventBus, topic: topics.catalogue, log: logger });
      stops.push(() => relay.close());
      const consumers = await startConsumers(
        { ...catalogue, eventBus },
        { bookingTopic: options.bookingTopic ?? topics.booking, onSetAside },
      );
      for (const subscription of consumers) {
        stops.push(() => subscription.close());
      }
      const timing = { clock, logger };
      stops.push(
        repeat('announce due events', DUE_EVENTS_EVERY_MS, timing, () =>
          announceDueEvents(catalogue),
        ),
        repeat('raise popularity', POPULARITY_EVERY_MS, timing, () => raisePopularity(catalogue)),
      );
      await app.ready();
    },
    async close() {
      await app.close();
      for (const stop of stops.splice(0).reverse()) await stop();
    },
    importCatalogue: (file) => importCatalogue(catalogue, { file, organizerId: undefined }),
  };
}

/** The service on the engines that its settings name. Closing it closes those it opened. */
export async function openEventsService(
  config: EventsConfig,
  shared: { eventBus?: EventBus } = {},
): Promise<EventsService> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'events-service',
    level: config.LOG_LEVEL,
  });
  const database = await openSqlEngine(config, {
    schema: eventsSchema,
    migrations: eventsMigrations,
    log: (message) => logger.info(message),
  });
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'events' }));
  const parts: EventsDependencies = {
    database,
    eventBus,
    tokens: createTokenVerifier({
      secret: config.JWT_SECRET_KEY,
      algorithm: config.JWT_ALGORITHM,
      serviceToken: config.SERVICE_TOKEN,
    }),
    logger,
    clock: systemClock,
    newId,
  };
  const service = createEventsService(parts, { bookingTopic: config.KAFKA_PRODUCER_TOPIC });
  return {
    ...service,
    async close() {
      await service.close();
      if (shared.eventBus === undefined) await eventBus.close();
      await database.close();
    },
  };
}
