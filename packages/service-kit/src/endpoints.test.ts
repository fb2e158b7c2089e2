import { type Access, type Endpoint, endpoint, Id, Strict } from '@ticketing/contracts';
import {
  accessTokenFor,
  apiClient,
  listenOnFreePort,
  quietLogger,
  testSecrets,
  testTokens,
} from '@ticketing/testing';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, expect, test } from 'vitest';
import { type RouteEntry, registerEndpoints, replyWith, route } from './endpoints.ts';
import { createHttpService } from './http.ts';
import { newId } from './ids.ts';

const open: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

async function serve(...entries: RouteEntry[]): Promise<string> {
  const app = createHttpService({
    name: 'booking',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  open.push(app);
  registerEndpoints(app, entries);
  return listenOnFreePort(app);
}

const base = { service: 'booking', path: '/things', summary: '', errors: [] } as const;
const whoAsks = <A extends Access>(access: A) =>
  endpoint({
    ...base,
    method: 'GET',
    path: `/${access}`,
    access,
    status: 200,
    reply: Strict({ accountId: Type.Optional(Id('account')), role: Type.Optional(Type.String()) }),
  } satisfies Endpoint);

const organizerId = newId('organizer');
const nobody = 'nobody';
const refused = 'unauthenticated';
test.each([
  {
    as: undefined,
    may: { public: nobody, customer: refused, organizer: refused, gate: refused, admin: refused },
  },
  {
    as: 'customer',
    may: {
      public: 'customer',
      customer: 'customer',
      organizer: 'forbidden',
      gate: 'forbidden',
      admin: 'forbidden',
    },
  },
  {
    as: 'gate',
    may: {
      public: 'gate',
      customer: 'gate',
      organizer: 'forbidden',
      gate: 'gate',
      admin: 'forbidden',
    },
  },
  {
    as: 'organizer',
    may: {
      public: 'organizer',
      customer: 'organizer',
      organizer: 'organizer',
      gate: 'organizer',
      admin: 'forbidden',
    },
  },
  {
    as: 'admin',
    may: { public: 'admin', customer: 'admin', organizer: 'admin', gate: 'admin', admin: 'admin' },
  },
] as const)('access for $as', async ({ as, may }) => {
  const accesses = ['public', 'customer', 'organizer', 'gate', 'admin'] as const;
  const url = await serve(
    ...accesses.map((access) =>
      route(whoAsks(access), async ({ caller }) =>
        caller === undefined ? {} : { accountId: caller.accountId, role: caller.role },
      ),
    ),
  );
  const token = as && (await accessTokenFor({ role: as, organizerId }));
  const api = apiClient(url, token);
  for (const access of accesses) {
    const { body } = await api.get<{ role?: string; code?: string }>(`/${access}`);
    expect(body.code ?? body.role ?? nobody, access).toBe(may[access]);
  }
});

test('staff of no organizer is nobody’s staff', async () => {
  const url = await serve(route(whoAsks('organizer'), async () => ({})));
  const api = apiClient(url, await accessTokenFor({ role: 'organizer' }));
  expect((await api.get('/organizer')).body).toMatchObject({ code: 'forbidden' });
});

test('a stale token is refused where one is needed, and nobody’s where none is', async () => {
  const answer = async () => ({});
  const url = await serve(route(whoAsks('customer'), answer), route(whoAsks('public'), answer));
  const api = apiClient(url, await accessTokenFor({ expiresInSeconds: -1 }));
  const stale = await api.get('/customer');
  expect(stale).toMatchObject({ status: 401, body: { code: 'token_expired' } });
  expect(stale.headers.get('www-authenticate')).toBe('Bearer');
  expect(await api.get('/public')).toMatchObject({ status: 200, body: {} });
});

test('what a caller is told is kept by no cache', async () => {
  const url = await serve(route(whoAsks('customer'), async () => ({})));
  const { headers } = await apiClient(url, await accessTokenFor()).get('/customer');
  expect(headers.get('cache-control')).toBe('private, no-store');
});

test('between services the service token opens, an admin’s does not', async () => {
  const url = await serve(route(whoAsks('service'), async () => ({})));
  const admin = apiClient(url, await accessTokenFor({ role: 'admin' }));
  expect((await admin.get('/service')).body).toMatchObject({ code: 'unauthenticated' });
  const withToken = (token: string) =>
    apiClient(url).get('/service', { headers: { 'x-service-token': token } });
  expect((await withToken('guess')).status).toBe(401);
  expect((await withToken(testSecrets.SERVICE_TOKEN)).status).toBe(200);
});

test('who may not come in is refused before the body is read', async () => {
  const create = endpoint({
    ...base,
    method: 'POST',
    access: 'customer',
    body: Strict({}),
    status: 204,
  });
  const url = await serve(route(create, async () => undefined));
  expect((await apiClient(url).post('/things', { rubbish: 1 })).status).toBe(401);
});

test('an Idempotency-Key is asked for where the contract does, and must fit', async () => {
  const create = endpoint({
    ...base,
    method: 'POST',
    access: 'public',
    idempotencyKey: 'required',
    status: 200,
    reply: Strict({ key: Type.String() }),
  });
  const url = await serve(route(create, async ({ idempotencyKey }) => ({ key: idempotencyKey })));
  const api = apiClient(url);
  expect((await api.post('/things')).body).toMatchObject({ code: 'idempotency_key_missing' });
  for (const idempotencyKey of ['short', 'x'.repeat(129), 'with a blank']) {
    const reply = await api.post('/things', undefined, { idempotencyKey });
    expect(reply.body).toMatchObject({ code: 'invalid_request' });
  }
  const reply = await api.post('/things', undefined, { idempotencyKey: 'key-0001' });
  expect(reply.body).toEqual({ key: 'key-0001' });
});

test('queries are read as the contract’s types, with its defaults', async () => {
  const list = endpoint({
    ...base,
    method: 'GET',
    access: 'public',
    query: Strict({
      limit: Type.Integer({ default: 20 }),
      free: Type.Optional(Type.Boolean()),
      regions: Type.Optional(Type.Array(Type.String())),
    }),
    status: 200,
    reply: Type.Unknown(),
  });
  const api = apiClient(await serve(route(list, async ({ query }) => query)));
  expect((await api.get('/things')).body).toEqual({ limit: 20 });
  expect((await api.get('/things?limit=5&free=true&regions=seoul')).body).toEqual({
    limit: 5,
    free: true,
    regions: ['seoul'],
  });
  expect((await api.get('/things?regions=seoul&regions=busan')).body).toMatchObject({
    regions: ['seoul', 'busan'],
  });
});

test('a reply holds what its contract names and nothing else, and never less', async () => {
  const read = endpoint({
    ...base,
    method: 'GET',
    path: '/things/:kind',
    access: 'public',
    params: Strict({ kind: Type.String() }),
    status: 200,
    reply: Strict({ name: Type.String() }),
  });
  const rows: Record<string, { name: string }> = {
    full: Object.assign({ name: 'A' }, { passwordHash: 'x' }),
    less: JSON.parse('{}') as { name: string },
  };
  const api = apiClient(
    await serve(route(read, async ({ params }) => rows[params.kind] ?? { name: '' })),
  );
  expect((await api.get('/things/full')).body).toEqual({ name: 'A' });
  expect(await api.get('/things/less')).toMatchObject({
    status: 500,
    body: { code: 'internal_error' },
  });
});

test('an answer can have another status and headers, and none at all', async () => {
  const read = endpoint({
    ...base,
    method: 'GET',
    access: 'public',
    status: 200,
    reply: Strict({ n: Type.Integer() }),
  });
  const remove = endpoint({ ...base, method: 'DELETE', access: 'public', status: 204 });
  const accept = endpoint({ ...base, method: 'POST', access: 'public', status: 202 });
  const api = apiClient(
    await serve(
      route(read, async ({ raw }) => {
        if (raw.headers['if-none-match'] === '"1"') return replyWith({ status: 304 });
        return replyWith({ headers: { etag: '"1"' }, body: { n: 1 } });
      }),
      route(remove, async () => {}),
      route(accept, async () => undefined),
    ),
  );
  const first = await api.get('/things');
  expect(first).toMatchObject({ status: 200, body: { n: 1 } });
  const again = await api.get('/things', {
    headers: { 'if-none-match': first.headers.get('etag') ?? '' },
  });
  expect(again).toMatchObject({ status: 304, body: '' });
  expect(await api.delete('/things')).toMatchObject({ status: 204, body: '' });
  expect(await api.post('/things')).toMatchObject({ status: 202, body: '' });
});

test('bytes, pages and streams leave as they are', async () => {
  const kinds = {
    bytes: 'application/octet-stream',
    page: 'text/html',
    stream: 'text/event-stream',
  } as const;
  const define = <Kind extends keyof typeof kinds>(kind: Kind) =>
    endpoint({
      ...base,
      method: 'GET',
      path: `/${kind}`,
      access: 'public',
      status: 200,
      produces: kinds[kind],
    });
  const url = await serve(
    route(define('bytes'), async () => Buffer.from([0, 255, 7])),
    route(define('page'), async () => '<p>한글</p>'),
    route(define('stream'), async ({ reply }) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.raw.end('data: 1\n\n');
      return undefined;
    }),
  );
  const get = (path: string) => fetch(`${url}${path}`);
  const bytes = await get('/bytes');
  expect(bytes.headers.get('content-type')).toBe('application/octet-stream');
  expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([0, 255, 7]);
  const page = await get('/page');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await page.text()).toBe('<p>한글</p>');
  expect(await (await get('/stream')).text()).toBe('data: 1\n\n');
});

test('a raw body arrives byte for byte, whatever its type, beside routes that parse', async () => {
  const webhook = endpoint({
    ...base,
    method: 'POST',
    access: 'public',
    body: Type.Unknown(),
    bodyBytesMax: 100_000,
    status: 200,
    reply: Strict({ text: Type.String() }),
  });
  const echo = endpoint({ ...webhook, path: '/echo', body: Strict({ text: Type.String() }) });
  const url = await serve(
    route(webhook, async ({ rawBody }) => ({ text: rawBody?.toString('base64') ?? '' }), {
      rawBody: true,
    }),
    route(echo, async ({ body }) => body),
  );
  const sent = `{ "a" : 1 }${' '.repeat(80_000)}`;
  const post = (path: string, body: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
  const { text } = (await (await post('/things', sent)).json()) as { text: string };
  expect(Buffer.from(text, 'base64').toString()).toBe(sent);
  expect((await post('/things', sent + ' '.repeat(20_000))).status).toBe(413);
  expect(await (await post('/echo', '{"text":"x"}')).json()).toEqual({ text: 'x' });
});
