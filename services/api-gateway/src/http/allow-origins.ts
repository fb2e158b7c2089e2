import { headers } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { securityHeaders } from './security-headers.ts';

const allowedHeaders = [
  'authorization',
  'content-type',
  'if-match',
  'if-none-match',
  'last-event-id',
  headers.idempotencyKey,
  headers.admissionToken,
  headers.requestId,
].join(', ');
const exposedHeaders = [
  headers.requestId,
  'etag',
  'idempotent-replayed',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
].join(', ');
const preflightSeconds = '600';

/**
 * Cross-origin rules (Fetch standard) for pages at these origins, cookies included; `*` stands for
 * every origin, for development. A write from another site's page is refused, so that a cookie alone
 * can do nothing there.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  const any = origins.includes('*');
  const allowed = new Set(origins.map((origin) => origin.toLowerCase()));

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders).header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined) return done();
    if (any || allowed.has(origin.toLowerCase())) {
      reply
        .header('access-control-allow-origin', origin)
        .header('access-control-allow-credentials', 'true')
        .header('access-control-expose-headers', exposedHeaders);
      if (isPreflight(request)) return answerPreflight(reply);
      return done();
    }
    if (isPreflight(request)) return void reply.code(204).send();
    if (isWrite(request) && !isSameOrigin(origin, request)) {
      return done(problem('origin_not_allowed', 'Name the origin in CORS_ORIGINS'));
    }
    done();
  });
}

const isPreflight = ({ method, headers: given }: FastifyRequest): boolean =>
  method === 'OPTIONS' && given['access-control-request-method'] !== undefined;

const isWrite = ({ method }: FastifyRequest): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';

const isSameOrigin = (origin: string, { host }: FastifyRequest): boolean =>
  origin === `http://${host}` || origin === `https://${host}`;

function answerPreflight(reply: FastifyReply): void {
  reply
    .code(204)
    .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
    .header('access-control-allow-headers', allowedHeaders)
    .header('access-control-max-age', preflightSeconds)
    .send();
}
