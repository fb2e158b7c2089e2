import type { Socket } from 'node:net';
import type { ErrorCode } from '@ticketing/contracts';
import Fastify, {
  type FastifyContextConfig,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Registry } from 'prom-client';
import { type Clock, systemClock } from './clock.ts';
import { ApiError, problemContentType, problemDocument } from './errors.ts';
import { compileValidator, formatFaults } from './http/compile-validator.ts';
import { createDirectRoutes, type DirectRoutes } from './http/direct-calls.ts';
import { createDraining, type Draining } from './http/draining.ts';
import {
  addEngineGauges,
  addHttpMetrics,
  createMetrics,
  type RouteMeter,
  writeMetrics,
} from './http/http-metrics.ts';
import { findAllowedMethods, type KnownRoute } from './http/known-routes.ts';
import { withLazyChildren } from './http/lazy-child.ts';
import { createRequestLog, type LogRequest } from './http/log-request.ts';
import { createReadiness, type EngineCheck } from './http/readiness.ts';
import { requestIdOfHeaders } from './http/request-id.ts';
import { sendProblem } from './http/send-problem.ts';
import type { Logger } from './logger.ts';
import type { Caller, TokenVerifier } from './tokens.ts';
import { nameTracedRequest, traceLogFields } from './tracing.ts';

/** Largest body when an endpoint names no other size. */
export const bodyBytesDefault = 64 * 1024;
/** How long requests in hand may take to end when the service closes. */
export const drainMsMax = 10_000;
const requestReceiveMsMax = 30_000;
const paramLengthMax = 200;

export interface HttpServiceOptions {
  readonly name: string;
  readonly logger: Logger;
  readonly tokens: TokenVerifier;
  readonly clock?: Clock;
  /**
   * Per engine without which no request can be answered: rejects when it does not work now
   * (`{ sql: () => database.ping() }`).
   */
  readonly readiness: Readonly<Record<string, EngineCheck>>;
  /**
   * Engines whose outage the service bridges, or that only some requests need. It names them and stays
   * ready: who takes all instances out of service for them makes a small outage a large one.
   */
  readonly tolerated?: Readonly<Record<string, EngineCheck>>;
  /** Where the service's own metrics live too; by default a new one, see `app.kit.metrics`. */
  readonly metrics?: Registry;
  /**
   * Whose `X-Forwarded-For` is believed, as Fastify's `trustProxy`. The default suits a service
   * behind our gateway; the gateway itself must name its proxies.
   */
  readonly trustProxy?: boolean | string | string[];
}

/** What every service's app carries for the parts of the kit. */
export interface ServiceKit {
  readonly name: string;
  readonly tokens: TokenVerifier;
  readonly clock: Clock;
  readonly metrics: Registry;
  /** Aborted when the service begins to close: end streams, stop long polls. */
  readonly closing: AbortSignal;
  /** What other services of this process call without HTTP. */
  readonly directRoutes: DirectRoutes;
}

declare module 'fastify' {
  interface FastifyInstance {
    kit: ServiceKit;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
    problemCode: ErrorCode | undefined;
  }
  interface FastifyContextConfig {
    /** The route streams, or waits for something to happen: its length says nothing about our speed. */
    streams?: boolean;
    /** The route is asked by machines all day; its log lines are for debugging. */
    quiet?: boolean;
  }
}

/**
 * A Fastify app that answers, measures, logs and fails as all of our services do. Listen with it, or
 * hand it raw requests by `app.routing(request, response)` after `await app.ready()`.
 * `app.close()` drains: readiness turns 503, no new connections, requests in hand end, then it closes.
 */
export function createHttpService(options: HttpServiceOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: withLazyChildren(options.logger),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: requestIdOfHeaders,
    bodyLimit: bodyBytesDefault,
    requestTimeout: requestReceiveMsMax,
    trustProxy: options.trustProxy ?? ['loopback', 'linklocal', 'uniquelocal'],
    return503OnClosing: false,
    routerOptions: { maxParamLength: paramLengthMax },
    frameworkErrors: (error, request, reply) => sendProblem(request, reply, error),
    clientErrorHandler: answerMalformedHttp,
    schemaErrorFormatter: formatFaults,
  });
  const draining = createDraining();
  const metrics = options.metrics ?? createMetrics(options.name);
  const { logger } = options;
  const watch = createRouteWatch({ draining, metrics, logger });
  app.decorate('kit', {
    name: options.name,
    tokens: options.tokens,
    clock: options.clock ?? systemClock,
    metrics,
    closing: draining.signal,
    directRoutes: createDirectRoutes({ draining, logger, watch }),
  });
  app.decorateRequest('caller', undefined);
  app.decorateRequest('problemCode', undefined);
  app.setValidatorCompiler(compileValidator);
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));

  watchRequests(app, { draining, watch });
  addOperationalRoutes(app, { options, draining, metrics });
  app.addHook('preClose', () => drain(app, draining));
  return app;
}

type RouteWatch = (method: string, name: string, config?: FastifyContextConfig) => WatchedRoute;

/** Makes what notes a route's requests. */
function createRouteWatch({
  draining,
  metrics,
  logger,
}: {
  draining: Draining;
  metrics: Registry;
  logger: Logger;
}): RouteWatch {
  const httpMetrics = addHttpMetrics(metrics);
  return (method, name, config = {}) => {
    const level = config.quiet === true ? 'debug' : 'info';
    return {
      draining,
      method,
      name,
      meter: httpMetrics.routeMeter(method, name),
      log: createRequestLog(logger, { method, name, level }),
      streams: config.streams === true,
    };
  };
}

/** Notes every request's route, status and duration, for metrics and for one log line. */
function watchRequests(
  app: FastifyInstance,
  { draining, watch }: { draining: Draining; watch: RouteWatch },
): void {
  const routes: KnownRoute[] = [];

  app.addHook('onRoute', (route) => {
    const method = String(route.method);
    routes.push({ method, url: route.url });
    const watched = watch(method, route.url, route.config);
    const own = route.onRequest === undefined ? [] : [route.onRequest].flat();
    route.onRequest = [
      (request, reply, done) => {
        watchRequest(watched, request, reply);
        if (draining.hasEnded()) sendProblem(request, reply, new ApiError('shutting_down'));
        else done();
      },
      ...own,
    ];
  });

  const unknown = new Map<string, WatchedRoute>();
  app.setNotFoundHandler((request, reply) => {
    let watched = unknown.get(request.method);
    if (watched === undefined) {
      watched = watch(request.method, 'unknown');
      unknown.set(request.method, watched);
    }
    watchRequest(watched, request, reply);
    const allowed = findAllowedMethods(routes, request.url);
    if (allowed.length === 0) return sendProblem(request, reply, new ApiError('not_found'));
    reply.header('allow', allowed.join(', '));
    return sendProblem(request, reply, new ApiError('method_not_allowed'));
  });
}

interface WatchedRoute {
  readonly method: string;
  readonly name: string;
  readonly draining: Draining;
  readonly meter: RouteMeter;
  readonly log: LogRequest;
  readonly streams: boolean;
}

/** nginx's status for a caller that left before the answer, so that it counts as nobody's success. */
const callerLeft = 499;

function watchRequest(route: WatchedRoute, request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = reply;
  reply.header('x-request-id', request.id);
  route.draining.enter(raw);
  nameTracedRequest(route.method, route.name);
  const trace = traceLogFields();
  raw.on('close', () => {
    route.draining.leave(raw);
    const milliseconds = reply.elapsedTime;
    const status = raw.headersSent ? raw.statusCode : callerLeft;
    route.meter.observe(status, route.streams ? undefined : milliseconds / 1000);
    route.log({
      requestId: request.id,
      status,
      milliseconds,
      accountId: request.caller?.accountId,
      code: request.problemCode,
      aborted: !raw.writableFinished,
      trace,
    });
  });
}

/** `/metrics` for Prometheus, `/healthz` (the process runs) and `/readyz` (it can do its work). */
function addOperationalRoutes(
  app: FastifyInstance,
  parts: { options: HttpServiceOptions; draining: Draining; metrics: Registry },
): void {
  const { options, draining, metrics } = parts;
  const { readiness, tolerated = {} } = options;
  const checkEngines = createReadiness({ ...readiness, ...tolerated });
  addEngineGauges(metrics, async () => {
    const states = Object.entries(await checkEngines());
    return Object.fromEntries(states.map(([name, { ok }]) => [name, ok]));
  });

  const config = { quiet: true };
  app.get('/metrics', { config }, async (_request, reply) => {
    reply.type('text/plain; version=0.0.4; charset=utf-8');
    return writeMetrics(metrics);
  });
  app.get('/healthz', { config }, async () => ({ status: 'ok' }));
  app.get('/readyz', { config }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (draining.isDraining()) return reply.code(503).send({ status: 'draining', engines: {} });
    const states = Object.entries(await checkEngines());
    for (const [engine, { ok, error }] of states) {
      if (!ok) request.log.warn({ engine, error }, 'engine not ready');
    }
    const down = states.filter(([, { ok }]) => !ok).map(([engine]) => engine);
    const ready = !down.some((engine) => engine in readiness);
    return reply.code(ready ? 200 : 503).send({
      status: ready ? (down.length === 0 ? 'ready' : 'degraded') : 'not_ready',
      engines: Object.fromEntries(states.map(([name, { ok }]) => [name, ok ? 'ok' : 'down'])),
    });
  });
}

/** Stops accepting, lets what is in hand end, and cuts what has not ended in time. */
async function drain(app: FastifyInstance, draining: Draining): Promise<void> {
  if (app.server.listening) app.server.close();
  const leftOver = await draining.drain(drainMsMax);
  if (leftOver === 0) return;
  app.log.warn({ leftOver }, `requests cut off after ${drainMsMax} ms`);
  app.server.closeAllConnections();
}

/** Bytes that are not HTTP get the shortest answer that still is, and the connection ends. */
function answerMalformedHttp(error: Error, socket: Socket): void {
  if ('code' in error && error.code === 'ECONNRESET') return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problemDocument(new ApiError('invalid_request'), undefined));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: ${problemContentType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
