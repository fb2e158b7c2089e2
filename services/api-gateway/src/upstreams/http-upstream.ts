import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { pipeline, Transform } from 'node:stream';
import { ApiError, problem } from '@ticketing/service-kit';
import type { FastifyRequest } from 'fastify';
import { type Dispatcher, Pool } from 'undici';
import { answerPauseMsMax, connectionsMax } from '../domain/limits.ts';
import type { Forwarding, Upstream } from '../upstream.ts';
import { cleanHeaders, joinVary, takeOver } from './outgoing-headers.ts';

export interface HttpUpstreamOptions {
  readonly name: string;
  /** `http://localhost:8003` */
  readonly baseUrl: string;
  readonly connectMsMax: number;
  readonly answerMsMax: number;
  readonly onFailure: (error: ApiError) => void;
}

/** Proxies to a service that listens elsewhere, over connections that stay open. */
export function createHttpUpstream(options: HttpUpstreamOptions): Upstream {
  const { name, connectMsMax, answerMsMax, onFailure } = options;
  const origin = new URL(options.baseUrl).origin;
  const host = new URL(origin).host;
  const pool = new Pool(origin, {
    connections: connectionsMax,
    connect: { timeout: connectMsMax },
    headersTimeout: answerMsMax,
  });

  async function send(
    forwarding: Forwarding,
    headers: Record<string, string | string[]>,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const { request, url, streams } = forwarding;
    const body = bodyOf(forwarding);
    const outgoing = {
      method: request.method as Dispatcher.HttpMethod,
      path: url,
      headers: { ...headers, host },
      body: body ?? null,
      bodyTimeout: streams ? 0 : answerPauseMsMax,
      signal,
    };
    try {
      return await pool.request(outgoing);
    } catch (error) {
      // A service may close an idle connection just as we use it; a read can be asked again.
      if (body !== undefined || !isBrokenConnection(error) || !isRead(request)) throw error;
      return await pool.request(outgoing);
    }
  }

  return {
    async forward(forwarding) {
      const { request, reply } = forwarding;
      const headers = withoutHopByHop(cleanHeaders(request, forwarding.body));
      const abort = new AbortController();
      reply.raw.once('close', () => abort.abort());
      let answer: Dispatcher.ResponseData;
      try {
        answer = await send(forwarding, headers, abort.signal);
      } catch (error) {
        const refusal = refusalOf(error, name);
        if (!abort.signal.aborted && refusal.code !== 'body_too_large') onFailure(refusal);
        throw refusal;
      }
      takeOver(reply);
      const passed: OutgoingHttpHeaders = withoutHopByHop(answer.headers);
      const vary = joinVary(reply.raw.getHeader('vary'), passed.vary);
      if (vary !== undefined) passed.vary = vary;
      reply.raw.writeHead(answer.statusCode, passed);
      reply.raw.flushHeaders();
      // When the answer breaks off, so does ours: the caller must not take it for whole.
      pipeline(answer.body, reply.raw, () => undefined);
    },
    close: () => pool.close(),
  };
}

const isRead = (request: FastifyRequest): boolean =>
  request.method === 'GET' || request.method === 'HEAD';

/** The bytes to send; the request's own pass through a counter, which also outlives a failure. */
function bodyOf({ request, body, bodyBytesMax }: Forwarding): Buffer | Transform | undefined {
  if (body !== undefined) return body;
  const { headers } = request.raw;
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody || isRead(request)) return undefined;
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > bodyBytesMax) done(problem('body_too_large'));
      else done(null, chunk);
    },
  });
  // Its end is told by the request to the service; nobody else listens.
  counter.on('error', () => undefined);
  request.raw.on('error', (error) => counter.destroy(error));
  return request.raw.pipe(counter);
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'http2-settings',
]);

/** RFC 9110, 7.6.1: what speaks of one connection only, `Connection`'s own list included. */
function withoutHopByHop(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || hopByHop.has(name)) continue;
    // What the caller names there must not remove what we have set.
    if (named.includes(name) && !name.startsWith('x-forwarded-') && name !== 'x-request-id')
      continue;
    kept[name] = value;
  }
  return kept;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const isBrokenConnection = (error: unknown): boolean =>
  codeOf(error) === 'UND_ERR_SOCKET' || codeOf(error) === 'ECONNRESET';

function refusalOf(error: unknown, name: string): ApiError {
  if (error instanceof ApiError) return error;
  const code = codeOf(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new ApiError('upstream_timeout', `The ${name} service took too long`, undefined, {
      cause: error,
    });
  }
  return new ApiError('service_unavailable', `The ${name} service cannot be reached`, undefined, {
    cause: error,
  });
}
