import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { apiPrefix } from './gateway-routes.ts';
import { createOpenApiDocument } from './openapi.ts';

const docsPath = `${apiPrefix}/docs`;

/** `/api/openapi.json`, and a page to read it at `/api/docs`, all from our own files. */
export function addDocs(app: FastifyInstance): void {
  const document = JSON.stringify(createOpenApiDocument());
  const etag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`;
  app.get(`${apiPrefix}/openapi.json`, async (request, reply) => {
    reply.headers({ etag, 'cache-control': 'public, max-age=300' });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(document);
  });

  app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply, payload) => {
      const type = String(reply.getHeader('content-type') ?? '');
      if (typeof payload !== 'string') return payload;
      if (type.startsWith('text/html')) {
        reply.header('content-security-policy', pagePolicy(payload));
        reply.header('cache-control', 'public, max-age=300');
      } else if (type.startsWith('application/javascript')) {
        reply.header('cache-control', 'public, max-age=86400');
      }
      return payload;
    });
    const { default: reference } = await import('@scalar/fastify-api-reference');
    await scope.register(reference, {
      routePrefix: docsPath,
      configuration: {
        url: `${apiPrefix}/openapi.json`,
        pageTitle: 'Ticketing Pro API',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        documentDownloadType: 'direct',
        showDeveloperTools: 'never',
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
}

/** The page may run its own file and the very script it carries, and speak to us alone. */
function pagePolicy(page: string): string {
  const inline = [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = inline.map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
