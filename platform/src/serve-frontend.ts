import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';

/** Seconds that a file whose name holds its content's hash may be kept. */
const yearSeconds = 31_536_000;

export interface FrontendServerOptions {
  /** The built files. */
  readonly folder: string;
  /** Origins that pages may call: the gateway and the local payment server. */
  readonly connectTo: readonly string[];
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

/** Serves the built front end: files by name, every other path as the app's page. */
export async function createFrontendServer(
  options: FrontendServerOptions,
): Promise<FastifyInstance> {
  const app = Fastify({ logger: false });
  const policy = securityPolicy(options.connectTo);
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(self)',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
  await app.register(fastifyStatic, {
    root: options.folder,
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
    return reply.sendFile('index.html');
  });
  await app.ready();
  return app;
}

const pathOf = (url: string): string => url.split('?')[0] ?? '';
