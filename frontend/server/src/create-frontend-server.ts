import path from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { encodingFor, type Page, preparePage } from './page.ts';

/** Seconds that a file whose name holds its content's hash may be kept. */
const yearSeconds = 31_536_000;

export interface FrontendServerOptions {
  /** The built files. */
  readonly folder: string;
  /** Origins that pages may call: the gateway and, beside Stripe, the local payment server. */
  readonly connectTo: readonly string[];
  /** Where the API answers, `https://api.tickets.example/api`; unset: what was built in. */
  readonly apiUrl?: string | undefined;
}

/** Scripts only from here and, for its card form, from Stripe (https://docs.stripe.com/security/guide). */
function securityPolicy(connectTo: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self' https://js.stripe.com",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${[...connectTo, 'https://api.stripe.com'].join(' ')}`,
    'frame-src https://js.stripe.com https://hooks.stripe.com',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    `form-action 'self'`,
    "object-src 'none'",
  ].join('; ');
}

/** Where the line in front of a performance stands, with or without a slash at the end. */
const waitingRoomPaths = ['/waiting-room/:performanceId', '/waiting-room/:performanceId/'];

/**
 * Serves the built front end: files by name, the waiting room at its address, every other path as the app's
 * page, and `/healthz`.
 */
export async function createFrontendServer(
  options: FrontendServerOptions,
): Promise<FastifyInstance> {
  const app = Fastify({ logger: false });
  const policy = securityPolicy(options.connectTo);
  const { folder, apiUrl } = options;
  const appPage = await preparePage(path.join(folder, 'index.html'), apiUrl);
  const waitingRoomPage = await preparePage(path.join(folder, 'waiting-room.html'), apiUrl);
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(self)',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
  const send = (page: Page) => (request: FastifyRequest, reply: FastifyReply) => {
    const encoding = encodingFor(request.headers['accept-encoding']);
    reply.header('cache-control', 'no-cache').header('vary', 'accept-encoding');
    if (encoding !== undefined) reply.header('content-encoding', encoding);
    return reply.type('text/html; charset=utf-8').send(page[encoding ?? 'plain']);
  };
  app.get('/healthz', async () => ({ status: 'ok' }));
  for (const url of ['/', '/index.html']) app.get(url, send(appPage));
  for (const url of waitingRoomPaths) app.get(url, send(waitingRoomPage));
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    wildcard: true,
    setHeaders(reply, file) {
      const isHashed = /[/\\]assets[/\\]/.test(file);
      const age = isHashed ? `public, max-age=${yearSeconds}, immutable` : 'no-cache';
      reply.header('cache-control', age);
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const asksForPage = request.method === 'GET' && !/\.[a-z0-9]{2,5}$/i.test(pathOf(request.url));
    if (!asksForPage) return reply.code(404).type('text/plain').send('Not found');
    return send(appPage)(request, reply);
  });
  await app.ready();
  return app;
}

const pathOf = (url: string): string => url.split('?')[0] ?? '';
