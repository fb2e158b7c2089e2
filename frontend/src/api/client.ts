import type { Endpoint, Session } from '@ticketing/contracts';
import { ApiProblem, problemFromReply } from './problem.ts';
import type { SessionStore } from './session-store.ts';

export interface ClientDependencies {
  /** `http://localhost:8000/api`, no slash at the end. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly session: SessionStore;
  /** False when the browser knows that it has no network. */
  readonly isOnline: () => boolean;
  /** Runs `work` while no other tab does: a rotated refresh cookie must not be used twice. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** One call, as `endpoints.ts` builds it from an endpoint's contract. */
export interface Call {
  readonly method: Endpoint['method'];
  /** `/bookings/:bookingId` */
  readonly path: string;
  readonly access: Endpoint['access'];
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly admissionToken?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Lets the request outlive the page: for giving seats back on leaving. */
  readonly keepalive?: boolean | undefined;
  /** `no-cache` asks the server whatever the browser keeps. */
  readonly cache?: 'no-cache' | undefined;
}

export interface Client {
  /** The JSON reply, undefined for 204 and 202 without a body. @throws ApiProblem */
  json(call: Call): Promise<unknown>;
  /** The bytes of a reply that is not JSON. @throws ApiProblem */
  bytes(call: Call): Promise<Uint8Array<ArrayBuffer>>;
  /** Exchanges the refresh cookie for an access token; many callers share one exchange. */
  refresh(): Promise<void>;
}

const readTimeoutMs = 10_000;
/** Longer, since giving up on a write leaves its fate unknown. */
const writeTimeoutMs = 20_000;

/** The address of a call: path parameters filled in, absent query members left out. */
export function callUrl(baseUrl: string, call: Pick<Call, 'path' | 'params' | 'query'>): string {
  const path = call.path.replace(/:([a-zA-Z]+)/g, (_, name: string) =>
    encodeURIComponent(call.params?.[name] ?? ''),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const search = query.toString();
  return `${baseUrl}${path}${search === '' ? '' : `?${search}`}`;
}

function callHeaders(call: Call, accessToken: string | undefined): Headers {
  const headers = new Headers({ accept: 'application/json' });
  if (call.body !== undefined) headers.set('content-type', 'application/json');
  if (accessToken !== undefined) headers.set('authorization', `Bearer ${accessToken}`);
  if (call.idempotencyKey !== undefined) headers.set('idempotency-key', call.idempotencyKey);
  if (call.admissionToken !== undefined) headers.set('x-admission-token', call.admissionToken);
  return headers;
}

/** Sends once. @throws ApiProblem for refusals and failures, AbortError when the caller gave up */
async function send(dependencies: ClientDependencies, call: Call): Promise<Response> {
  if (!dependencies.isOnline()) throw new ApiProblem({ code: 'offline', status: 0 });
  const fallbackMs = call.method === 'GET' ? readTimeoutMs : writeTimeoutMs;
  const timeout = AbortSignal.timeout(call.timeoutMs ?? fallbackMs);
  const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
  let reply: Response;
  try {
    reply = await dependencies.fetch(callUrl(dependencies.baseUrl, call), {
      method: call.method,
      headers: callHeaders(call, dependencies.session.accessToken()),
      // Only auth keeps a cookie; everything else is spared the ambient credentials.
      credentials: call.path.startsWith('/auth/') ? 'include' : 'omit',
      signal,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      ...(call.keepalive === true && { keepalive: true }),
      ...(call.cache !== undefined && { cache: call.cache }),
    });
  } catch (cause) {
    if (call.signal?.aborted === true) throw cause;
    if (timeout.aborted) throw new ApiProblem({ code: 'timed_out', status: 0 }, { cause });
    const code = dependencies.isOnline() ? 'unreachable' : 'offline';
    throw new ApiProblem({ code, status: 0 }, { cause });
  }
  if (!reply.ok) throw await problemFromReply(reply);
  return reply;
}

async function readJson(reply: Response): Promise<unknown> {
  const text = await reply.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ApiProblem({ code: 'unreadable_reply', status: reply.status }, { cause });
  }
}

/** Sessions that are over for good; anything else (a network fault) keeps the hint for later. */
const endedCodes = ['refresh_token_invalid', 'refresh_token_reused', 'unauthenticated'];

/** A client that signs calls, renews an expired token once and tells failures apart. */
export function createClient(dependencies: ClientDependencies): Client {
  const { session } = dependencies;
  let refreshing: Promise<void> | undefined;

  async function exchangeCookie(): Promise<void> {
    try {
      const call: Call = { method: 'POST', path: '/auth/refresh', access: 'public' };
      const reply = await dependencies.alone(() => send(dependencies, call));
      session.set((await readJson(reply)) as Session);
    } catch (error) {
      if (error instanceof ApiProblem && endedCodes.includes(error.code)) session.clear();
      throw error;
    }
  }

  function refresh(): Promise<void> {
    refreshing ??= exchangeCookie().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function sendSigned(call: Call): Promise<Response> {
    const needsToken = call.access !== 'public';
    if (needsToken && session.accessToken() === undefined && session.mayRestore()) await refresh();
    const tokenSent = session.accessToken();
    try {
      return await send(dependencies, call);
    } catch (error) {
      const expired = error instanceof ApiProblem && error.code === 'token_expired';
      if (!expired || call.path === '/auth/refresh') throw error;
      // Another call may have renewed it while this one was under way.
      if (session.accessToken() === tokenSent) await refresh();
      return send(dependencies, call);
    }
  }

  return {
    refresh,
    json: async (call) => readJson(await sendSigned(call)),
    bytes: async (call) => new Uint8Array(await (await sendSigned(call)).arrayBuffer()),
  };
}
