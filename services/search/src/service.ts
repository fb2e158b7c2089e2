import type { EventBus } from '@ticketing/event-bus';
import {
  createHttpService,
  createLogger,
  createTokenVerifier,
  httpServiceCaller,
  openEventBus,
  registerEndpoints,
  type Service,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import { Counter, Gauge } from 'prom-client';
import type { SearchConfig } from './config.ts';
import type { SearchDependencies } from './dependencies.ts';
import type { SearchIndex } from './domain/search-index.ts';
import { createMiniSearchIndex } from './engines/minisearch.ts';
import { subscribeToCatalogue } from './events/consumers.ts';
import { searchRoutes } from './http/routes.ts';
import { rebuildIndex } from './operations/rebuild-index.ts';

export { loadSearchConfig, type SearchConfig } from './config.ts';

/** Finding events, wired from what it needs. */
export function createSearchService(dependencies: SearchDependencies): Service {
  const { index, eventBus, clock, logger, tokens } = dependencies;
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  let filled = false;
  const app = createHttpService({
    name: 'search',
    logger,
    tokens,
    clock,
    readiness: {
      index: async () => {
        if (!filled) throw new Error('the index is being filled');
        await index.ping();
      },
      eventBus: () => eventBus.ping(),
    },
  });
  const queries = new Counter({
    name: 'search_queries_total',
    help: 'Searches by whether something was found',
    labelNames: ['outcome'],
    registers: [app.kit.metrics],
  });
  registerEndpoints(app, searchRoutes(dependencies, queries));
  new Gauge({
    name: 'search_indexed_events',
    help: 'Events in the index',
    registers: [app.kit.metrics],
    async collect() {
      this.set(await index.count());
    },
  });

  async function fill(): Promise<void> {
    const read = await rebuildIndex(dependencies, stopping.signal);
    filled = true;
    logger.info({ events: read }, 'index filled');
  }

  return {
    name: 'search',
    app,
    async start() {
      const subscription = await subscribeToCatalogue(dependencies);
      const filling = fill();
      stops.push(
        () => subscription.close(),
        () => filling,
      );
      await app.ready();
    },
    async close() {
      stopping.abort();
      await app.close();
      for (const stop of stops.splice(0)) await stop();
    },
  };
}

/** OpenSearch where a host is set; its client is loaded only then. */
async function openIndex(config: SearchConfig): Promise<SearchIndex> {
  const { OPENSEARCH_HOST: host, OPENSEARCH_USERNAME: username } = config;
  if (host === undefined) return createMiniSearchIndex();
  const { openOpenSearchIndex } = await import('./engines/opensearch.ts');
  const scheme = config.OPENSEARCH_USE_SSL ? 'https' : 'http';
  return openOpenSearchIndex({
    url: `${scheme}://${host}:${config.OPENSEARCH_PORT}`,
    ...(username !== undefined && { username, password: config.OPENSEARCH_PASSWORD ?? '' }),
  });
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
