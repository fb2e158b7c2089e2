import type { EventBus } from '@ticketing/event-bus';
import {
  countSetAside,
  createHttpService,
  createLogger,
  createTokenVerifier,
  httpServiceCaller,
  observeEventBus,
  openEventBus,
  registerEndpoints,
  type Service,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import { openSearchServerOf, type SearchConfig } from './config.ts';
import type { SearchDependencies } from './dependencies.ts';
import type { SearchIndex } from './domain/search-index.ts';
import { createMiniSearchIndex } from './engines/minisearch.ts';
import { subscribeToCatalogue } from './events/consumers.ts';
import { searchRoutes } from './http/routes.ts';
import { createSearchMetrics } from './metrics.ts';
import { maintainIndex } from './operations/maintain-index.ts';

export { loadSearchConfig, type SearchConfig } from './config.ts';

/** Finding events, wired from what it needs. */
export function createSearchService(dependencies: SearchDependencies): Service {
  const { index, eventBus, clock, logger, tokens } = dependencies;
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  const app = createHttpService({
    name: 'search',
    logger,
    tokens,
    clock,
    readiness: { index: () => index.ping() },
    tolerated: {
      eventBus: () => eventBus.ping(),
      indexWrites: async () => {
        const state = await index.state();
        if (state?.writable === false) throw new Error('the disk of the search engine is full');
      },
    },
  });
  const observed = observeEventBus(eventBus, app.kit.metrics);
  const onSetAside = countSetAside(app.kit.metrics);
  const metrics = createSearchMetrics(app.kit.metrics, index);
  registerEndpoints(app, searchRoutes(dependencies, metrics.queries));

  return {
    name: 'search',
    app,
    async start() {
      const maintaining = maintainIndex(dependencies, metrics, stopping.signal);
      stops.push(() => maintaining);
      const subscription = await subscribeToCatalogue(
        { index, eventBus: observed, countFailedWrite: metrics.countFailedWrite },
        onSetAside,
      );
      stops.push(() => subscription.close());
      await app.ready();
    },
    async close() {
      stopping.abort();
      await app.close();
      for (const stop of stops.splice(0)) await stop();
    },
  };
}

/** OpenSearch where a host is set; its client is loaded only then, and connects when it is needed. */
async function openIndex(config: SearchConfig): Promise<SearchIndex> {
  const server = openSearchServerOf(config);
  if (server === undefined) return createMiniSearchIndex();
  const { openOpenSearchIndex } = await import('./engines/opensearch.ts');
  return openOpenSearchIndex(server);
}

/** The service on the engines that its settings name. Closing it closes those it opened. */
export async function openSearchService(
  config: SearchConfig,
  shared: { eventBus?: EventBus; events?: ServiceCaller } = {},
): Promise<Service> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'search-service',
    level: config.LOG_LEVEL,
  });
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'search' }));
  const index = await openIndex(config);
  const service = createSearchService({
    index,
    events:
      shared.events ??
      httpServiceCaller({ baseUrl: config.EVENTS_SERVICE_URL, serviceToken: config.SERVICE_TOKEN }),
    eventBus,
    tokens: createTokenVerifier({
      secret: config.JWT_SECRET_KEY,
      algorithm: config.JWT_ALGORITHM,
      serviceToken: config.SERVICE_TOKEN,
    }),
    clock: systemClock,
    logger,
  });
  return {
    ...service,
    async close() {
      await service.close();
      await index.close();
      if (shared.eventBus === undefined) await eventBus.close();
    },
  };
}
