import { type Endpoint, endpoints, getSaleTerms, type SaleTerms } from '@ticketing/contracts';
import type { BusMessage, EventBus, SubscribeOptions } from '@ticketing/event-bus';
import { type KeyValueStore, openInProcessKeyValueStore } from '@ticketing/key-value-store';
import {
  createHttpService,
  inProcessServiceCaller,
  newId,
  problem,
  registerEndpoints,
  route,
  type Service,
} from '@ticketing/service-kit';
import {
  type FixedClock,
  fixedClock,
  listenOnFreePort,
  quietLogger,
  testSecrets,
  testTokens,
} from '@ticketing/testing';
import type { FastifyInstance } from 'fastify';
import type { GatewaySettings } from '../src/dependencies.ts';
import { limits } from '../src/domain/limits.ts';
import { createTokenSigner } from '../src/domain/signed-tokens.ts';
import { createGatewayMetrics } from '../src/operations/gateway-metrics.ts';
import { createApiGateway } from '../src/service.ts';
import { type UpstreamName, type Upstreams, upstreamNames } from '../src/upstream.ts';
import { createHttpUpstream } from '../src/upstreams/http-upstream.ts';
import { createInProcessUpstream } from '../src/upstreams/in-process-upstream.ts';

export type Topology = 'in process' | 'over HTTP';
export const topologies: readonly Topology[] = ['in process', 'over HTTP'];

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
  readonly ip: string;
}

/** Throws where the catalogue is away. */
type ReadTerms = (performanceId: string) => SaleTerms | undefined;

/** A service that keeps the contract's addresses and tells what reached it. */
function createEchoService(
  name: UpstreamName,
  { seen, readTerms, clock }: { seen: Seen[]; readTerms: ReadTerms; clock: FixedClock },
): FastifyInstance {
  const app = createHttpService({
    name,
    logger: quietLogger(name),
    tokens: testTokens(clock),
    readiness: {},
  });
  const own = (endpoints as readonly Endpoint[]).filter(({ service }) => service === name);
  registerEndpoints(
    app,
    own.map((endpoint) => {
      const { reply: _reply, produces: _produces, ...open } = endpoint;
      if (endpoint.path.endsWith('/sale-terms')) {
        return route(getSaleTerms, async ({ params: { performanceId } }) => {
          const found = readTerms(performanceId);
          if (found === undefined) throw problem('performance_not_found');
          return found;
        });
      }
      return route<Endpoint>(open, async ({ raw, reply, ip }) => {
        const { method, url, headers, body } = raw;
        seen.push({ method, url, headers, body, ip });
        if (endpoint.produces === 'text/event-stream') {
          reply.hijack();
          reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
          reply.raw.write('event: seats\ndata: 1\n\n');
          return undefined;
        }
        reply.header('set-cookie', ['a=1; HttpOnly', 'b=2']).header('vary', 'accept-encoding');
        reply.send({ name, method, url, headers, ip, ...(body !== undefined && { body }) });
        return undefined;
      });
    }),
  );
  return app;
}

/** Messages reach the subscribers at once; the gateway needs no more of a bus. */
function directBus(): EventBus & {
  tell(topic: string, message: BusMessage): Promise<void>;
} {
  const subscribed: SubscribeOptions[] = [];
  async function tell(topic: string, message: BusMessage): Promise<void> {
    for (const each of subscribed) if (each.topic === topic) await each.onMessage(message, 1);
  }
  return {
    tell,
    async publish(topic, messages) {
      for (const message of messages) await tell(topic, message);
    },
    async subscribe(options) {
      subscribed.push(options);
      return { close: async () => {} };
    },
    lag: async () => 0,
    peek: async () => [],
    ping: async () => {},
    close: async () => {},
  };
}

const defaultSettings: GatewaySettings = {
  corsOrigins: ['http://localhost:3000'],
  trustedProxies: [],
  readsPerMinute: limits.readsPerMinute,
  writesPerMinute: limits.writesPerMinute,
  loginsPerMinute: limits.loginsPerMinute,
  admitPerMinute: limits.admitPerMinute,
  activeShoppersMax: limits.activeShoppersMax,
  protectAboveShoppers: limits.protectAboveShoppers,
  protectAboveArrivals: limits.protectAboveArrivals,
  admissionSeconds: limits.admissionSeconds,
  noShowSeconds: limits.noShowSeconds,
};

export interface StartOptions {
  readonly topology?: Topology;
  readonly settings?: Partial<GatewaySettings>;
  readonly keyValueStore?: KeyValueStore;
  readonly clock?: FixedClock;
  readonly answerMsMax?: number;
  /** Addresses in place of the services' own. */
  readonly urls?: Partial<Record<UpstreamName, string>>;
  readonly terms?: readonly SaleTerms[];
  /** In place of `terms`. */
  readonly readTerms?: ReadTerms;
  /** Changes a small service before it starts. */
  readonly prepare?: (app: FastifyInstance, name: UpstreamName) => void;
}

export interface RunningGateway {
  readonly url: string;
  readonly service: Service;
  readonly clock: FixedClock;
  readonly bus: ReturnType<typeof directBus>;
  readonly keyValueStore: KeyValueStore;
  readonly terms: Map<string, SaleTerms>;
  readonly apps: Record<UpstreamName, FastifyInstance>;
  /** Requests that reached a service. */
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** The gateway listening before five small services that tell what reaches them. */
export async function startGateway(options: StartOptions = {}): Promise<RunningGateway> {
  const clock = options.clock ?? fixedClock();
  const seen: Seen[] = [];
  const terms = new Map((options.terms ?? []).map((each) => [each.performanceId, each]));
  const metrics = createGatewayMetrics();
  const bus = directBus();
  const keyValueStore =
    options.keyValueStore ??
    (await openInProcessKeyValueStore({ clock: { now: () => clock.now().getTime() } }));
  const apps = {} as Record<UpstreamName, FastifyInstance>;
  const upstreams = {} as Record<UpstreamName, Upstreams[UpstreamName]>;
  for (const name of upstreamNames) {
    const readTerms = options.readTerms ?? ((performanceId) => terms.get(performanceId));
    const app = createEchoService(name, { seen, readTerms, clock });
    options.prepare?.(app, name);
    apps[name] = app;
    const common = {
      name,
      answerMsMax: options.answerMsMax ?? 5_000,
      onFailure: () => undefined,
    };
    if ((options.topology ?? 'in process') === 'in process') {
      await app.ready();
      upstreams[name] = createInProcessUpstream({ ...common, app: () => app });
    } else {
      const baseUrl = options.urls?.[name] ?? (await listenOnFreePort(app));
      upstreams[name] = createHttpUpstream({ ...common, baseUrl, connectMsMax: 500 });
    }
  }
  const service = createApiGateway({
    upstreams,
    events: inProcessServiceCaller(() => apps.events, testSecrets.SERVICE_TOKEN),
    keyValueStore,
    eventBus: bus,
    tokens: testTokens(clock),
    signer: createTokenSigner(testSecrets.JWT_SECRET_KEY),
    settings: { ...defaultSettings, ...options.settings },
    metrics,
    clock,
    logger: quietLogger('api-gateway'),
  });
  await service.start();
  const url = await listenOnFreePort(service.app);
  return {
    url,
    service,
    clock,
    bus,
    keyValueStore,
    terms,
    apps,
    seen,
    async close() {
      await service.close();
      for (const app of Object.values(apps)) await app.close();
      if (options.keyValueStore === undefined) await keyValueStore.close();
    },
  };
}

/** Sale terms on sale now by the fixed clock's default start. */
export function saleTerms(changes: Partial<SaleTerms> = {}): SaleTerms {
  return {
    performanceId: newId('performance'),
    eventId: newId('event'),
    organizerId: newId('organizer'),
    title: { ko: '공연', en: 'Show' },
    category: 'concert',
    venueName: { ko: '홀', en: 'Hall' },
    posterSeed: 1,
    startsAt: '2026-08-01T10:00:00.000Z',
    timeZone: 'Asia/Seoul',
    saleOpensAt: '2026-07-03T10:00:00.000Z',
    saleClosesAt: '2026-08-01T09:00:00.000Z',
    status: 'scheduled',
    currency: 'KRW',
    priceLevels: [
      { code: 'R', name: { ko: 'R석', en: 'R' }, priceMinor: 99_000, bookingFeeMinor: 2_000 },
    ],
    ticketsPerCustomerMax: 4,
    cancellationPolicy: { freeWithinDaysOfBooking: 7, freeUntilDaysBefore: 10, tiers: [] },
    waitingRoom: 'always',
    seatPlanVersion: 'v1',
    revision: 1,
    ...changes,
  } as SaleTerms;
}
