import { headers as headerNames } from '@ticketing/contracts';

export interface ApiReply<Body> {
  readonly status: number;
  /** Parsed when it is JSON, else the text. */
  readonly body: Body;
  readonly headers: Headers;
}

export interface ApiRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
}

/** `await api.post<Booking>('/bookings', command, { idempotencyKey })`; the type is taken on trust. */
export interface ApiClient {
  get<Body = unknown>(path: string, request?: ApiRequest): Promise<ApiReply<Body>>;
  post<Body = unknown>(path: string, body?: unknown, request?: ApiRequest): Promise<ApiReply<Body>>;
  put<Body = unknown>(path: string, body?: unknown, request?: ApiRequest): Promise<ApiReply<Body>>;
  patch<Body = unknown>(
    path: string,
    body?: unknown,
    request?: ApiRequest,
  ): Promise<ApiReply<Body>>;
  delete<Body = unknown>(path: string, request?: ApiRequest): Promise<ApiReply<Body>>;
}

/** Calls an API over HTTP; with a token as its owner. Every status is an answer, none is thrown. */
export function apiClient(baseUrl: string, token?: string): ApiClient {
  async function send<Body>(
    method: string,
    path: string,
    { body, request = {} }: { body?: unknown; request?: ApiRequest | undefined },
  ): Promise<ApiReply<Body>> {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(request.idempotencyKey !== undefined && {
          [headerNames.idempotencyKey]: request.idempotencyKey,
        }),
        ...request.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    const parsed: unknown = isJson ? JSON.parse(text) : text;
    return { status: response.status, body: parsed as Body, headers: response.headers };
  }

  return {
    get: (path, request) => send('GET', path, { request }),
    post: (path, body, request) => send('POST', path, { body, request }),
    put: (path, body, request) => send('PUT', path, { body, request }),
    patch: (path, body, request) => send('PATCH', path, { body, request }),
    delete: (path, request) => send('DELETE', path, { request }),
  };
}
