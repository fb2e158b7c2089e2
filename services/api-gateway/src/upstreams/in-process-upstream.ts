import { IncomingMessage, type ServerResponse } from 'node:http';
import { ApiError, problem, problemContentType, problemDocument } from '@ticketing/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Upstream } from '../upstream.ts';
import { cleanHeaders, joinVary, takeOver } from './outgoing-headers.ts';

export interface InProcessUpstreamOptions {
  readonly name: string;
  readonly app: () => FastifyInstance;
  readonly answerMsMax: number;
  readonly onFailure: (error: ApiError) => void;
}

/** Hands raw requests to the router of a service in this process: no socket in between. */
export function createInProcessUpstream(options: InProcessUpstreamOptions): Upstream {
  const { name, app, answerMsMax, onFailure } = options;

  return {
    async forward({ request, reply, url, body, streams }) {
      const service = findApp(app, name, onFailure);
      cleanHeaders(request, body);
      const incoming = body === undefined ? request.raw : replay(request.raw, body);
      incoming.url = url;
      takeOver(reply);
      watchAnswer(reply.raw, {
        msMax: streams ? undefined : answerMsMax,
        onLate() {
          const late = problem('upstream_timeout', `The ${name} service took too long`);
          onFailure(late);
          answerLate(reply.raw, late, request.id);
        },
      });
      service.routing(incoming, reply.raw);
    },
    close: async () => {},
  };
}

function findApp(
  app: () => FastifyInstance,
  name: string,
  onFailure: (error: ApiError) => void,
): FastifyInstance {
  try {
    const service = app();
    if (service.server !== undefined && !service.kit.closing.aborted) return service;
  } catch (error) {
    const cause = error instanceof Error ? error : undefined;
    const gone = new ApiError(
      'service_unavailable',
      `The ${name} service is not there`,
      undefined,
      {
        cause,
      },
    );
    onFailure(gone);
    throw gone;
  }
  const stopping = problem('service_unavailable', `The ${name} service is stopping`);
  onFailure(stopping);
  throw stopping;
}

/** A request like this one whose body, read already, comes once more. */
function replay(raw: IncomingMessage, body: Buffer): IncomingMessage {
  const again = new IncomingMessage(raw.socket);
  again.httpVersion = raw.httpVersion;
  again.httpVersionMajor = raw.httpVersionMajor;
  again.httpVersionMinor = raw.httpVersionMinor;
  if (raw.method !== undefined) again.method = raw.method;
  again.rawHeaders = raw.rawHeaders;
  again.headers = raw.headers;
  again.push(body);
  again.push(null);
  again.complete = true;
  return again;
}

/** Joins our `Vary` with the service's, and notices an answer that does not begin in time. */
function watchAnswer(
  response: ServerResponse,
  { msMax, onLate }: { msMax: number | undefined; onLate: () => void },
): void {
  const ours = response.getHeader('vary');
  const timer = msMax === undefined ? undefined : setTimeout(onLate, msMax);
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]): ServerResponse => {
    clearTimeout(timer);
    const headers = args.at(-1);
    if (isHeaders(headers) && headers.vary !== undefined) {
      headers.vary = joinVary(ours, headers.vary);
    } else {
      const theirs = response.getHeader('vary');
      // Usually it is ours, which stands there since the reply was taken over.
      if (theirs !== ours) response.setHeader('vary', joinVary(ours, theirs) ?? '');
    }
    return writeHead(...args);
  };
  response.once('close', () => clearTimeout(timer));
}

const isHeaders = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Answers in place of the service; what it says later goes nowhere. */
function answerLate(response: ServerResponse, error: ApiError, requestId: string): void {
  if (response.headersSent) return;
  response.writeHead(error.status, {
    'content-type': problemContentType,
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(problemDocument(error, requestId)));
}
