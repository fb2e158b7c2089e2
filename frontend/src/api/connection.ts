import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@ticketing/contracts';
import { type Call, callUrl, createClient } from './client.ts';
import { browserHint, createSessionStore } from './session-store.ts';

/** What a caller hands over for endpoint `E`: only the parts that its contract names. */
type RequestOf<E extends Endpoint> = (ParamsOf<E> extends undefined
  ? unknown
  : { readonly params: ParamsOf<E> }) &
  (QueryOf<E> extends undefined
    ? unknown
    : Record<never, never> extends QueryOf<E>
      ? { readonly query?: QueryOf<E> }
      : { readonly query: QueryOf<E> }) &
  (BodyOf<E> extends undefined ? unknown : { readonly body: BodyOf<E> }) &
  (E extends { readonly idempotencyKey: 'required' }
    ? { readonly idempotencyKey: string }
    : unknown) & {
    readonly admissionToken?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number;
    readonly keepalive?: boolean;
    readonly cache?: 'no-cache' | undefined;
  };

type Arguments<E extends Endpoint> =
  Record<never, never> extends RequestOf<E> ? [request?: RequestOf<E>] : [request: RequestOf<E>];

/**
 * What the site's server wrote into the page, so that one build serves every environment. Tests of logic
 * have no page.
 */
const toldByServer =
  globalThis.document?.querySelector<HTMLMetaElement>('meta[name=api-url]')?.content;

/** `http://localhost:8000/api`, no slash at the end. */
const apiBaseUrl = (
  toldByServer ||
  (import.meta.env.VITE_API_URL ?? 'http://localhost:8000/api')
).replace(/\/+$/, '');

export const session = createSessionStore(browserHint);

/** Tabs share the refresh cookie, so they take turns; a browser without locks does its best. */
const alone = async <Result>(work: () => Promise<Result>): Promise<Result> =>
  navigator.locks === undefined ? work() : await navigator.locks.request('auth-refresh', work);

export const client = createClient({
  baseUrl: apiBaseUrl,
  fetch: (input, init) => fetch(input, init),
  session,
  isOnline: () => navigator.onLine,
  alone,
});

/** The compiler holds method, path and access against the contract; nothing of it is loaded. */
export const json =
  <E extends Endpoint>(method: E['method'], path: E['path'], access: E['access']) =>
  async (...[request]: Arguments<E>): Promise<ReplyOf<E>> =>
    (await client.json({ ...(request as Partial<Call>), method, path, access })) as ReplyOf<E>;

export const bytes =
  <E extends Endpoint>(method: E['method'], path: E['path'], access: E['access']) =>
  (...[request]: Arguments<E>): Promise<Uint8Array<ArrayBuffer>> =>
    client.bytes({ ...(request as Partial<Call>), method, path, access });

/** The address of a server-sent event stream, for `new EventSource(...)`. */
export const stream =
  <E extends Endpoint>(path: E['path']) =>
  (params: ParamsOf<E> & Readonly<Record<string, string>>): string =>
    callUrl(apiBaseUrl, { path, params });
