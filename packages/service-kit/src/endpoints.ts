import type { Readable } from 'node:stream';
import {
  type Access,
  type BodyOf,
  type Endpoint,
  headers,
  type ParamsOf,
  type QueryOf,
  type ReplyOf,
} from '@ticketing/contracts';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteShorthandOptions,
} from 'fastify';
import type { TSchema } from 'typebox';
import { ApiError } from './errors.ts';
import { admitCaller } from './http/admit-caller.ts';
import { assertFits } from './http/compile-validator.ts';
import type { DirectCall } from './http/direct-calls.ts';
import { bodyBytesDefault } from './http.ts';
import type { Caller } from './tokens.ts';

/** Signed in wherever the endpoint asks for it; between services nobody is. */
type CallerOf<A extends Access> = A extends 'public'
  ? Caller | undefined
  : A extends 'service'
    ? undefined
    : Caller;

/**
 * A request that has passed the endpoint's access, idempotency and schema checks. Take its parts by
 * name; it is not made to be spread.
 */
export interface EndpointRequest<E extends Endpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** On public endpoints a token that is missing, expired or wrong leaves the caller undefined. */
  readonly caller: CallerOf<E['access']>;
  readonly idempotencyKey: E extends { readonly idempotencyKey: 'required' }
    ? string
    : string | undefined;
  readonly requestId: string;
  /** Carries the request's id. */
  readonly log: FastifyBaseLogger;
  /** The address of the visitor, through our gateway too. */
  readonly ip: string;
  /** The body's bytes, for routes registered with `rawBody`. */
  readonly rawBody: Buffer | undefined;
  /** Aborted when the service begins to close. */
  readonly closing: AbortSignal;
  readonly raw: FastifyRequest;
  /** For headers and cookies; `reply.hijack()` takes the answer over (server-sent events). */
  readonly reply: FastifyReply;
}

const mark: unique symbol = Symbol('endpoint reply');

/** An answer with another status or further headers than the endpoint's usual one. */
export interface EndpointReply {
  readonly [mark]: true;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `return replyWith({ status: 304, headers: { etag } })`. */
export const replyWith = (reply: Omit<EndpointReply, typeof mark>): EndpointReply => ({
  ...reply,
  [mark]: true,
});

type ResultOf<E extends Endpoint> = E extends { readonly reply: TSchema }
  ? ReplyOf<E>
  : E extends { readonly produces: string }
    ? Uint8Array | string | Readable | undefined
    : undefined;

type Answer<E extends Endpoint> =
  undefined extends ResultOf<E>
    ? Promise<ResultOf<E> | EndpointReply> | Promise<void>
    : Promise<ResultOf<E> | EndpointReply>;

/** Answers with the endpoint's reply; with nothing, where it has none. */
export type EndpointHandler<E extends Endpoint> = (request: EndpointRequest<E>) => Answer<E>;

export interface RouteOptions {
  /** Keep the body as bytes in `rawBody` and do not parse it: signatures are made over bytes. */
  readonly rawBody?: true;
}

/** A row of a service's route table. */
export interface RouteEntry {
  readonly endpoint: Endpoint;
  register(app: FastifyInstance): void;
}

/** Ties a promise of the contracts to the function that keeps it. */
export function route<E extends Endpoint>(
  endpoint: E,
  handler: EndpointHandler<E>,
  options: RouteOptions = {},
): RouteEntry {
  return {
    endpoint,
    register(app) {
      if (options.rawBody !== true) {
        addRoute(app, endpoint, handler, options);
        return;
      }
      app.register(async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
          done(null, body),
        );
        addRoute(scope, endpoint, handler, options);
      });
    },
  };
}

/** Adds a service's route table to its app. */
export function registerEndpoints(app: FastifyInstance, routes: readonly RouteEntry[]): void {
  for (const entry of routes) entry.register(app);
}

/** Whether nobody can say how long an answer takes: streams, and what waits for something to happen. */
export const isOpenEnded = ({ produces, waits }: Endpoint): boolean =>
  produces === 'text/event-stream' || waits === true;

function addRoute<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  handler: EndpointHandler<E>,
  options: RouteOptions,
): void {
  const isDirect = endpoint.access === 'service' && endpoint.produces === undefined;
  if (isDirect && options.rawBody !== true) addDirectRoute(app, endpoint, handler);
  const contentType =
    endpoint.produces === 'text/html' ? 'text/html; charset=utf-8' : endpoint.produces;
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    bodyLimit: endpoint.bodyBytesMax ?? bodyBytesDefault,
    config: { streams: isOpenEnded(endpoint) },
    schema: schemaOf(endpoint, options),
    onRequest: [admitCaller(app.kit, endpoint.access), ...checksOf(endpoint)],
    handler: async (request, reply) => {
      reply.code(endpoint.status);
      const result = await handler(new RequestView<E>(request, reply));
      if (reply.sent) return reply;
      if (contentType !== undefined && !reply.hasHeader('content-type')) reply.type(contentType);
      if (isEndpointReply(result)) return sendEndpointReply(reply, result);
      return result === undefined ? reply.send() : result;
    },
  });
}

/** Other services of the process call it without HTTP, with the same checks. */
function addDirectRoute<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  handler: EndpointHandler<E>,
): void {
  const required = endpoint.method !== 'GET' && endpoint.idempotencyKey === 'required';
  app.kit.directRoutes.add(endpoint, async (call) => {
    const refused = refuseKey(call.idempotencyKey, required);
    if (refused !== undefined) throw refused;
    assertFits(endpoint.params, 'params', call.params);
    assertFits(endpoint.query, 'querystring', call.query);
    assertFits(endpoint.body, 'body', call.body);
    const result = await handler(new DirectView<E>(app, call));
    return isEndpointReply(result) ? result.body : result;
  });
}

/** What an internal endpoint's handler sees of a call without HTTP. */
class DirectView<E extends Endpoint> implements EndpointRequest<E> {
  readonly #app: FastifyInstance;
  readonly #call: DirectCall;

  constructor(app: FastifyInstance, call: DirectCall) {
    this.#app = app;
    this.#call = call;
  }

  get params(): ParamsOf<E> {
    return this.#call.params as ParamsOf<E>;
  }
  get query(): QueryOf<E> {
    return this.#call.query as QueryOf<E>;
  }
  get body(): BodyOf<E> {
    return this.#call.body as BodyOf<E>;
  }
  get caller(): CallerOf<E['access']> {
    return undefined as CallerOf<E['access']>;
  }
  get idempotencyKey(): EndpointRequest<E>['idempotencyKey'] {
    return this.#call.idempotencyKey as EndpointRequest<E>['idempotencyKey'];
  }
  get requestId(): string {
    return this.#call.requestId;
  }
  get log(): FastifyBaseLogger {
    return this.#app.log.child({ requestId: this.#call.requestId });
  }
  get closing(): AbortSignal {
    return this.#app.kit.closing;
  }
  get ip(): string {
    throw new Error('an internal endpoint has no visitor');
  }
  get rawBody(): Buffer | undefined {
    return undefined;
  }
  get raw(): FastifyRequest {
    throw new Error('an internal endpoint may be called without HTTP');
  }
  get reply(): FastifyReply {
    throw new Error('an internal endpoint may be called without HTTP');
  }
}

/** A class, because one is made per request and most of its parts are not looked at. */
class RequestView<E extends Endpoint> implements EndpointRequest<E> {
  readonly raw: FastifyRequest;
  readonly reply: FastifyReply;

  constructor(raw: FastifyRequest, reply: FastifyReply) {
    this.raw = raw;
    this.reply = reply;
  }

  get params(): ParamsOf<E> {
    return this.raw.params as ParamsOf<E>;
  }
  get query(): QueryOf<E> {
    return this.raw.query as QueryOf<E>;
  }
  get body(): BodyOf<E> {
    return this.raw.body as BodyOf<E>;
  }
  get caller(): CallerOf<E['access']> {
    return this.raw.caller as CallerOf<E['access']>;
  }
  get idempotencyKey(): EndpointRequest<E>['idempotencyKey'] {
    return this.raw.headers[headers.idempotencyKey] as EndpointRequest<E>['idempotencyKey'];
  }
  get requestId(): string {
    return this.raw.id;
  }
  get log(): FastifyBaseLogger {
    return this.raw.log;
  }
  get ip(): string {
    return this.raw.ip;
  }
  get rawBody(): Buffer | undefined {
    return Buffer.isBuffer(this.raw.body) ? this.raw.body : undefined;
  }
  get closing(): AbortSignal {
    return this.raw.server.kit.closing;
  }
}

function schemaOf(endpoint: Endpoint, options: RouteOptions): RouteShorthandOptions['schema'] & {} {
  return {
    ...(endpoint.params !== undefined && { params: endpoint.params }),
    ...(endpoint.query !== undefined && { querystring: endpoint.query }),
    ...(endpoint.body !== undefined && options.rawBody !== true && { body: endpoint.body }),
    ...(endpoint.reply !== undefined && {
      // By its own status it is found faster than by the class.
      response: { [endpoint.status]: endpoint.reply, '2xx': endpoint.reply },
    }),
  };
}

const idempotencyKeyPattern = /^[\x21-\x7e]{8,128}$/;

/** The `Idempotency-Key` must be there where the contract asks, and fit wherever it is sent. */
function checksOf(endpoint: Endpoint): onRequestHookHandler[] {
  if (endpoint.method === 'GET') return [];
  const required = endpoint.idempotencyKey === 'required';
  return [
    (request, _reply, done) => done(refuseKey(request.headers[headers.idempotencyKey], required)),
  ];
}

function refuseKey(key: string | string[] | undefined, required: boolean): ApiError | undefined {
  if (key === undefined) return required ? new ApiError('idempotency_key_missing') : undefined;
  if (typeof key === 'string' && idempotencyKeyPattern.test(key)) return undefined;
  const detail = 'must be 8 to 128 visible ASCII characters';
  return new ApiError('invalid_request', `Idempotency-Key ${detail}`, {
    errors: [{ in: 'headers', pointer: `#/${headers.idempotencyKey}`, detail }],
  });
}

const isEndpointReply = (result: unknown): result is EndpointReply =>
  typeof result === 'object' && result !== null && mark in result;

function sendEndpointReply(reply: FastifyReply, result: EndpointReply): FastifyReply {
  if (result.status !== undefined) reply.code(result.status);
  if (result.headers !== undefined) reply.headers(result.headers);
  return reply.send(result.body);
}
