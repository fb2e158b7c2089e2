import type { EventBus } from '@ticketing/event-bus';
import {
  bridgeRateLimiter,
  countSetAside,
  createHttpService,
  createLogger,
  createTokenVerifier,
  httpServiceCaller,
  inProcessServiceCaller,
  observeEventBus,
  openEventBus,
  openKeyValueStore,
  type Service,
  systemClock,
} from '@ticketing/service-kit';
import type { GatewayConfig } from './config.ts';
import type { GatewayDependencies, WaitingRoomDependencies } from './dependencies.ts';
import { createTokenSigner } from './domain/signed-tokens.ts';
import { startConsumers } from './events/consumers.ts';
import { allowOrigins } from './http/allow-origins.ts';
import { addDocs } from './http/docs.ts';
import { addGatewayRoutes } from './http/gateway-routes.ts';
import { waitingRoomRoutes } from './http/waiting-room-routes.ts';
import { keepAdvancing } from './operations/advance-rooms.ts';
import { checkAdmission } from './operations/check-admission.ts';
import { createGatewayMetrics } from './operations/gateway-metrics.ts';
import { measureRooms } from './operations/measure-rooms.ts';
import { createRooms } from './operations/rooms.ts';
import { createSaleTermsMemory } from './operations/sale-terms.ts';
import type { UpstreamApps } from './upstream.ts';
import { openUpstreams, upstreamUrls } from './upstreams/open-upstreams.ts';

export { type GatewayConfig, loadApiGatewayConfig } from './config.ts';

/** The gateway, wired from what it needs. */
export function createApiGateway(dependencies: GatewayDependencies): Service {
  const { upstreams, keyValueStore, tokens, settings, metrics, clock, logger } = dependencies;
  const eventBus = observeEventBus(dependencies.eventBus, metrics.registry);
  const terms = createSaleTermsMemory(dependencies);
  const rooms = createRooms({ ...dependencies, terms });
  const waitingRoom: WaitingRoomDependencies = { ...dependencies, terms, rooms };
  const onSetAside = countSetAside(metrics.registry);
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  const app = createHttpService({
    name: 'api-gateway',
    logger,
    tokens,
    clock,
    metrics: metrics.registry,
    // An empty list would be taken as every proxy.
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    readiness: {},
    tolerated: { keyValueStore: () => keyValueStore.ping(), eventBus: () => eventBus.ping() },
  });
  allowOrigins(app, settings.corsOrigins);
  const rateLimiter = bridgeRateLimiter(keyValueStore.rateLimiter, {
    registry: metrics.registry,
    logger,
  });
  const limited = { ...dependencies, keyValueStore: { ...keyValueStore, rateLimiter } };
  addGatewayRoutes(app, limited, {
    own: waitingRoomRoutes(waitingRoom),
    checkAdmission: (check) => checkAdmission(waitingRoom, check),
  });
  addDocs(app);
  measureRooms(metrics.registry, waitingRoom);

  return {
    name: 'api-gateway',
    app,
    async start() {
      const subscriptions = await startConsumers({
        ...dependencies,
        eventBus,
        terms,
        rooms,
        onSetAside,
      });
      const advancing = keepAdvancing(waitingRoom, stopping.signal);
      stops.push(...subscriptions.map((each) => () => each.close()), () => advancing);
      await app.ready();
    },
    async close() {
      await app.close();
      stopping.abort();
      for (const stop of stops.splice(0)) await stop();
      await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
    },
  };
}

export interface SharedWithGateway {
  /** Services of this process; the others are reached by their URLs. */
  readonly upstreams?: UpstreamApps;
  readonly eventBus?: EventBus;
}

/** The gateway on the engines that its settings name. Closing it closes those it opened. */
export async function openApiGateway(
  config: GatewayConfig,
  shared: SharedWithGateway = {},
): Promise<Service> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'api-gateway',
    level: config.LOG_LEVEL,
  });
  const metrics = createGatewayMetrics();
  const keyValueStore = await openKeyValueStore(config, { keepRooms: 'waiting-rooms.json' });
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'api-gateway' }));
  const eventsApp = shared.upstreams?.events;
  const serviceToken = config.SERVICE_TOKEN;
  const service = createApiGateway({
    upstreams: openUpstreams({ urls: upstreamUrls(config), apps: shared.upstreams, metrics }),
    events:
      eventsApp === undefined
        ? httpServiceCaller({ baseUrl: config.EVENTS_SERVICE_URL, serviceToken })
        : inProcessServiceCaller(eventsApp, serviceToken),
    keyValueStore,
    eventBus,
    tokens: createTokenVerifier({
      secret: config.JWT_SECRET_KEY,
      algorithm: config.JWT_ALGORITHM,
      serviceToken,
    }),
    signer: createTokenSigner(config.JWT_SECRET_KEY),
    settings: settingsOf(config),
    metrics,
    clock: systemClock,
    logger,
  });
  return {
    ...service,
    async close() {
      await service.close();
      if (shared.eventBus === undefined) await eventBus.close();
      await keyValueStore.close();
    },
  };
}

const settingsOf = (config: GatewayConfig): GatewayDependencies['settings'] => ({
  corsOrigins: config.CORS_ORIGINS,
  trustedProxies: config.TRUSTED_PROXIES,
  readsPerMinute: config.RATE_LIMIT_READ_PER_MINUTE,
  writesPerMinute: config.RATE_LIMIT_WRITE_PER_MINUTE,
  loginsPerMinute: config.RATE_LIMIT_LOGIN_PER_MINUTE,
  admitPerMinute: config.ADMIT_PER_MINUTE,
  activeShoppersMax: config.MAX_ACTIVE_SHOPPERS,
  protectAboveShoppers: config.PROTECT_ABOVE_SHOPPERS,
  protectAboveArrivals: config.PROTECT_ABOVE_ARRIVALS,
  admissionSeconds: config.ADMISSION_SECONDS,
  noShowSeconds: config.NO_SHOW_SECONDS,
});
