import { type Endpoint, endpoints } from '@ticketing/contracts';
import {
  bodyBytesDefault,
  isOpenEnded,
  problem,
  type RouteEntry,
  route,
} from '@ticketing/service-kit';
import type { FastifyInstance } from 'fastify';
import type { GatewayDependencies } from '../dependencies.ts';
import { type CheckAdmission, findPerformanceId } from '../operations/check-admission.ts';
import { type UpstreamName, upstreamNames } from '../upstream.ts';
import { limitRequests } from './limit-requests.ts';

export const apiPrefix = '/api';

/** The endpoints that the world may call, as the contracts promise them. */
export const publicEndpoints: readonly Endpoint[] = (endpoints as readonly Endpoint[]).filter(
  ({ access, gateway }) => access !== 'service' && gateway !== false,
);

type Dependencies = Pick<
  GatewayDependencies,
  'upstreams' | 'keyValueStore' | 'settings' | 'metrics' | 'logger'
>;

/**
 * Adds every public endpoint under `/api`: the gateway's own by their handlers, the others handed on
 * to their service. What is not promised there does not exist.
 */
export function addGatewayRoutes(
  app: FastifyInstance,
  dependencies: Dependencies,
  { own, checkAdmission }: { own: readonly RouteEntry[]; checkAdmission: CheckAdmission },
): void {
  const foreign = publicEndpoints.filter(({ service }) => service !== 'api-gateway');
  app.register(async (scope) => {
    addLimits(scope, dependencies);
    for (const entry of own) entry.register(scope);
    for (const endpoint of foreign.filter(({ admission }) => admission === true)) {
      admissionRoute(endpoint, dependencies, checkAdmission).register(scope);
    }
  });
  app.register(async (scope) => {
    addLimits(scope, dependencies);
    // Bodies are handed on as they come.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
    for (const endpoint of foreign.filter(({ admission }) => admission !== true)) {
      proxyRoute(endpoint, dependencies).register(scope);
    }
  });
}

/** The gateway's address of an endpoint. */
export const atGateway = <E extends Endpoint>(endpoint: E): E => ({
  ...endpoint,
  path: `${apiPrefix}${endpoint.path}`,
});

/** Puts the limits around the other checks of each route: after the measuring, before the access. */
function addLimits(scope: FastifyInstance, dependencies: Dependencies): void {
  const byPath = new Map(
    publicEndpoints.map((endpoint) => [
      `${endpoint.method} ${apiPrefix}${endpoint.path}`,
      limitRequests(dependencies, endpoint),
    ]),
  );
  scope.addHook('onRoute', (options) => {
    const method = options.method === 'HEAD' ? 'GET' : String(options.method);
    const checks = byPath.get(`${method} ${options.url}`);
    if (checks === undefined) throw new Error(`no contract promises ${method} ${options.url}`);
    const [measure, ...rest] = [options.onRequest ?? []].flat();
    if (measure === undefined) throw new Error(`${options.url} is not measured`);
    options.onRequest = [measure, ...checks.byAddress, ...rest, ...checks.byAccount];
  });
}

/** An endpoint without its schemas: what it takes and answers is between caller and service. */
const bare = ({ method, path, access, summary, status, errors, service }: Endpoint): Endpoint => ({
  method,
  path,
  access,
  summary,
  status,
  errors,
  service,
});

function proxyRoute(endpoint: Endpoint, { upstreams }: Dependencies): RouteEntry {
  const upstream = upstreams[upstreamOf(endpoint)];
  const bodyBytesMax = endpoint.bodyBytesMax ?? bodyBytesDefault;
  const streams = isOpenEnded(endpoint);
  const { idempotencyKey, produces, waits } = endpoint;
  const passed: Endpoint = {
    ...bare(atGateway(endpoint)),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(streams && produces !== undefined && { produces }),
    ...(waits !== undefined && { waits }),
  };
  return route(passed, async ({ raw: request, reply }) => {
    const url = addressAtService(request.raw.url);
    if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) {
      throw problem('body_too_large', `At most ${bodyBytesMax} bytes`);
    }
    await upstream.forward({ request, reply, url, bodyBytesMax, streams });
    return undefined;
  });
}

/** Reads the small body, asks for the admission, and sends on exactly what was checked. */
function admissionRoute(
  endpoint: Endpoint,
  { upstreams }: Dependencies,
  checkAdmission: CheckAdmission,
): RouteEntry {
  const upstream = upstreams[upstreamOf(endpoint)];
  const bodyBytesMax = endpoint.bodyBytesMax ?? bodyBytesDefault;
  const { body: schema, idempotencyKey } = endpoint;
  const checked: Endpoint = {
    ...bare(atGateway(endpoint)),
    ...(schema !== undefined && { body: schema }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
  return route(checked, async ({ raw: request, reply, caller }) => {
    const url = addressAtService(request.raw.url);
    const given: unknown = request.body;
    await checkAdmission({
      performanceId: findPerformanceId(given),
      caller,
      token: request.headers['x-admission-token'],
    });
    const body = Buffer.from(JSON.stringify(given));
    await upstream.forward({ request, reply, url, body, bodyBytesMax, streams: false });
    return undefined;
  });
}

function upstreamOf({ service, path }: Endpoint): UpstreamName {
  const name = upstreamNames.find((known) => known === service);
  if (name === undefined) throw new Error(`the gateway cannot reach ${service} for ${path}`);
  return name;
}

/**
 * Paths of the contracts and ids need no escapes, dots or empty segments; with them one address can
 * mean two things to two servers, so such an address is no address of ours.
 */
const plainAddress = /^\/api((?:\/[\w~-][\w.~-]*)+)(\?[^#]*)?$/;

/** Path and query at the service. Throws not_found for an address that could be read in two ways. */
function addressAtService(url: string | undefined): string {
  const [, path, query = ''] = plainAddress.exec(url ?? '') ?? [];
  if (path === undefined || path.startsWith('/internal')) throw problem('not_found');
  return `${path}${query}`;
}
