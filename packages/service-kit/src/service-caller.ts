import { setTimeout as delay } from 'node:timers/promises';
import {
  type BodyOf,
  type Endpoint,
  headers,
  type ParamsOf,
  type QueryOf,
  type ReplyOf,
} from '@ticketing/contracts';
import type { FastifyInstance } from 'fastify';
import { ApiError, parseProblem } from './errors.ts';
import { sendHttp, TimeoutError } from './http/send-http.ts';

type Given<Key extends string, Value> = undefined extends Value
  ? { readonly [K in Key]?: Value }
  : { readonly [K in Key]: Value };

/** What an endpoint takes; its typed parts must be given. */
export type CallInput<E extends Endpoint> = Given<'params', ParamsOf<E>> &
  Given<'body', BodyOf<E>> & {
    readonly query?: Partial<QueryOf<E>>;
    /** Of the request that caused the call, so that logs can be joined. */
    readonly requestId?: string;
    /** With it a write may be repeated when the connection fails. */
    readonly idempotencyKey?: string;
  };

/**
 * How one service calls another. Rejects with the ApiError that the other answered; with
 * service_unavailable when it cannot be reached or answers nonsense; with upstream_timeout.
 */
export interface ServiceCaller {
  call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ReplyOf<E>>;
}

interface OutgoingRequest {
  readonly method: Endpoint['method'];
  /** Path and query. */
  readonly address: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

interface Parts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly requestId?: string;
  readonly idempotencyKey?: string;
}

function buildRequest(endpoint: Endpoint, input: Parts, serviceToken: string): OutgoingRequest {
  const { body, requestId, idempotencyKey } = input;
  return {
    method: endpoint.method,
    address: addressOf(endpoint, input),
    headers: {
      accept: 'application/json',
      [headers.serviceToken]: serviceToken,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(requestId !== undefined && { [headers.requestId]: requestId }),
      ...(idempotencyKey !== undefined && { [headers.idempotencyKey]: idempotencyKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

function addressOf(endpoint: Endpoint, { params, query }: Parts): string {
  const values = new Map(Object.entries(params ?? {}));
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
    const value: unknown = values.get(name);
    if (value === undefined) throw new TypeError(`${endpoint.path} needs the parameter ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) search.append(name, String(item));
    }
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

/** The reply's JSON, or the refusal that it carries, thrown. */
function readReply(endpoint: Endpoint, status: number, text: string): unknown {
  if (status >= 200 && status < 300) {
    if (endpoint.reply === undefined) return undefined;
    const reply = parseJson(text);
    if (reply === undefined) throw unreachable(endpoint, 'its reply is not JSON');
    return reply;
  }
  throw parseProblem(parseJson(text)) ?? unreachable(endpoint, `it answered with status ${status}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unreachable = (endpoint: Endpoint, why: string, cause?: unknown): ApiError =>
  new ApiError('service_unavailable', `The ${endpoint.service} service: ${why}`, undefined, {
    cause,
  });

const timeoutMsDefault = 5_000;
/** A connection that fails is tried again after these pauses. */
const retryPausesMs = [20, 100];

export interface HttpServiceCallerOptions {
  /** `http://localhost:8003` */
  readonly baseUrl: string;
  readonly serviceToken: string;
  /** For one attempt, the reply's body included. */
  readonly timeoutMs?: number;
}

/** Calls a service that listens elsewhere, over connections that stay open. */
export function httpServiceCaller(options: HttpServiceCallerOptions): ServiceCaller {
  const { serviceToken, timeoutMs = timeoutMsDefault } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');

  async function attempt(endpoint: Endpoint, request: OutgoingRequest): Promise<unknown> {
    const { status, text } = await sendHttp(`${baseUrl}${request.address}`, request, timeoutMs);
    return readReply(endpoint, status, text);
  }

  return {
    async call(endpoint, input) {
      const request = buildRequest(endpoint, input, serviceToken);
      for (let tries = 0; ; tries += 1) {
        try {
          return (await attempt(endpoint, request)) as ReplyOf<typeof endpoint>;
        } catch (error) {
          if (error instanceof ApiError) throw error;
          if (error instanceof TimeoutError)
            throw new ApiError('upstream_timeout', undefined, undefined, { cause: error });
          const pause = retryPausesMs[tries];
          if (pause === undefined || !mayRepeat(endpoint, input, error)) {
            throw unreachable(endpoint, 'it cannot be reached', error);
          }
          await delay(pause);
        }
      }
    },
  };
}

/** A write without a key may have been done already, unless the connection never came about. */
function mayRepeat(endpoint: Endpoint, input: Parts, error: unknown): boolean {
  if (endpoint.method !== 'POST' && endpoint.method !== 'PATCH') return true;
  return input.idempotencyKey !== undefined || isRefusedConnection(error);
}

const isRefusedConnection = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';

/**
 * Calls a service of this process with all its checks but without a socket: internal endpoints without HTTP
 * at all, what else there is through the service's router.
 */
export function inProcessServiceCaller(
  app: () => FastifyInstance,
  serviceToken: string,
): ServiceCaller {
  return {
    async call(endpoint, input) {
      const { directRoutes, tokens } = app().kit;
      const direct = directRoutes.find(endpoint);
      if (direct !== undefined) {
        if (!tokens.isServiceToken(serviceToken)) throw new ApiError('unauthenticated');
        return (await direct(copyParts(input))) as ReplyOf<typeof endpoint>;
      }
      const request = buildRequest(endpoint, input, serviceToken);
      const response = await app()
        .inject({
          method: request.method,
          url: request.address,
          headers: request.headers,
          ...(request.body !== undefined && { payload: request.body }),
        })
        .catch((error: unknown) => {
          throw unreachable(endpoint, 'it has stopped', error);
        });
      return readReply(endpoint, response.statusCode, response.payload) as ReplyOf<typeof endpoint>;
    },
  };
}

/** As JSON would hand them over: the callee may change its own. */
function copyParts({ params = {}, query = {}, body, requestId, idempotencyKey }: Parts) {
  return {
    params: { ...(params as object) },
    query: { ...(query as object) },
    body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)),
    ...(requestId !== undefined && { requestId }),
    idempotencyKey,
  };
}
