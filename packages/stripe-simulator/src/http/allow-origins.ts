import type { FastifyInstance } from 'fastify';
import { endpoints } from './endpoints.ts';

const PREFLIGHT_SECONDS = 600;

/** Lets pages of the allowed origins call the endpoints that are for browsers. */
export function allowOrigins(app: FastifyInstance, allowedOrigins: readonly string[]): void {
  const allowed = new Set(allowedOrigins);
  const open = new Set(endpoints.filter((one) => one.forBrowsers).map(({ path }) => path));
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !open.has(request.routeOptions.url ?? '')) return;
    reply.header('vary', 'Origin');
    if (!allowed.has(origin)) return;
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', 'Request-Id, Idempotent-Replayed');
  });
  for (const path of open) {
    app.options(path, (_request, reply) =>
      reply
        .code(204)
        .header('access-control-allow-methods', 'GET, POST')
        .header(
          'access-control-allow-headers',
          'Authorization, Content-Type, Idempotency-Key, Stripe-Version',
        )
        .header('access-control-max-age', PREFLIGHT_SECONDS)
        .send(),
    );
  }
}
