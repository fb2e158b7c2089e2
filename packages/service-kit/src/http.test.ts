import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { endpoint } from '@ticketing/contracts';
import {
  apiClient,
  listenOnFreePort,
  quietLogger,
  recordingLogger,
  testTokens,
  waitUntil,
} from '@ticketing/testing';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, expect, test } from 'vitest';
import { type EndpointHandler, registerEndpoints, route } from './endpoints.ts';
import { problem } from './errors.ts';
import { createHttpService } from './http.ts';

const postThing = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/things/:thingId',
  access: 'public',
  summary: 'For these tests',
  params: Type.Object({ thingId: Type.String() }),
  query: Type.Object(
    { limit: Type.Optional(Type.Integer({ maximum: 10 })) },
    { additionalProperties: false },
  ),
  body: Type.Object(
    { seats: Type.Array(Type.String({ maxLength: 3 })), count: Type.Optional(Type.Integer()) },
    { additionalProperties: false },
  ),
  status: 201,
  reply: Type.Object({ done: Type.Boolean() }),
  errors: [],
});

const open: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

function createApp(
  handler: EndpointHandler<typeof postThing>,
  readiness: Record<string, () => Promise<void>> = {},
) {
  const { logger, lines } = recordingLogger('booking');
  const app = createHttpService({ name: 'booking', logger, tokens: testTokens(), readiness });
  registerEndpoints(app, [route(postThing, handler)]);
  open.push(app);
  return { app, lines };
}

async function startApp(handler: EndpointHandler<typeof postThing> = async () => ({ done: true })) {
  const { app, lines } = createApp(handler);
  const url = await listenOnFreePort(app);
  return { app, lines, url, api: apiClient(url) };
}

const good = { seats: ['A-1'] };

test('every fault of a request is named by its place, and types are not guessed in bodies', async () => {
  const { api } = await startApp();
  const reply = await api.post<Record<string, unknown>>('/things/t1?limit=12&page=1', {
    seats: ['A-1', 'A-1234'],
    count: '3',
    'a/b': 1,
  });
  expect(reply.status).toBe(400);
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(reply.body).toMatchObject({
    type: 'urn:ticketing:error:invalid_request',
    status: 400,
    code: 'invalid_request',
    requestId: reply.headers.get('x-request-id'),
  });
  const inBody = reply.body.errors as { pointer: string; in: string }[];
  expect(new Set(inBody.map((fault) => `${fault.in} ${fault.pointer}`))).toEqual(
    new Set(['body #/seats/1', 'body #/count', 'body #/a~1b']),
  );
  const inQuery = await api.post<Record<string, unknown>>('/things/t1?limit=12&page=1', good);
  expect(inQuery.body.errors).toEqual([
    { in: 'query', pointer: '#/page', detail: 'is not known here' },
    { in: 'query', pointer: '#/limit', detail: 'must be <= 10' },
  ]);
});

test('a thousand faults are answered with a few', async () => {
  const { api } = await startApp();
  const seats = Array.from({ length: 1_000 }, () => 'too long');
  const reply = await api.post<{ errors: unknown[] }>('/things/t1', { seats });
  expect(reply.body.errors).toHaveLength(20);
});

const json = { 'content-type': 'application/json' };
test.each([
  { what: 'an unknown path', path: '/nothing', init: {}, status: 404, code: 'not_found' },
  { what: 'a path that is no path', path: '/%zz', init: {}, status: 404, code: 'not_found' },
  { what: 'another method', path: '/things/t1', init: {}, status: 405, code: 'method_not_allowed' },
  {
    what: 'broken JSON',
    path: '/things/t1',
    init: { method: 'POST', body: '{"seats":', headers: json },
    status: 400,
    code: 'malformed_body',
  },
  {
    what: 'JSON that reaches for the prototype',
    path: '/things/t1',
    init: { method: 'POST', body: '{"seats":[],"__proto__":{"admin":true}}', headers: json },
    status: 400,
    code: 'malformed_body',
  },
  {
    what: 'another content type',
    path: '/things/t1',
    init: { method: 'POST', body: 'seats', headers: { 'content-type': 'text/plain' } },
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    what: 'too large a body',
    path: '/things/t1',
    init: { method: 'POST', body: `{"seats":["${'x'.repeat(65_536)}"]}`, headers: json },
    status: 413,
    code: 'body_too_large',
  },
])('$what is answered with $status $code', async ({ path, init, status, code }) => {
  const { url } = await startApp();
  const response = await fetch(`${url}${path}`, init);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ code, status });
  if (status === 405) expect(response.headers.get('allow')).toBe('POST');
});

test('bytes that are not HTTP are answered with a problem, and the service lives on', async () => {
  const { url, api } = await startApp();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.end('rubbish\r\n\r\n');
  await once(socket, 'close');
  expect(text).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"invalid_request"/);
  expect((await api.get('/healthz')).status).toBe(200);
});

test('a thrown problem keeps its code, detail and further members', async () => {
  const { api } = await startApp(async () => {
    throw problem('rate_limited', 'Slow down', { retryAfterSeconds: 1.2, limit: 5 });
  });
  const reply = await api.post('/things/t1', good);
  expect(reply.status).toBe(429);
  expect(reply.headers.get('retry-after')).toBe('2');
  expect(reply.body).toMatchObject({ code: 'rate_limited', detail: 'Slow down', limit: 5 });
});

test('an unknown error tells the caller nothing and the log everything', async () => {
  const { api, lines } = await startApp(async () => {
    throw new Error('relation "secret_table" does not exist');
  });
  const reply = await api.post('/things/t1', good);
  expect(reply.status).toBe(500);
  expect(JSON.stringify(reply.body)).not.toContain('secret_table');
  const failed = lines.find(({ message }) => message === 'request failed');
  expect(failed).toMatchObject({
    level: 'error',
    requestId: reply.headers.get('x-request-id'),
    error: { message: expect.stringContaining('secret_table') },
  });
});

test('an engine that cannot be reached is 503, to be tried again', async () => {
  const { api } = await startApp(async () => {
    await new Promise((_, reject) => connect(1, '127.0.0.1').on('error', reject));
    return { done: false };
  });
  const reply = await api.post('/things/t1', good);
  expect(reply.status).toBe(503);
  expect(reply.headers.get('retry-after')).toBe('1');
  expect(reply.body).toMatchObject({ code: 'service_unavailable' });
});

test.each([
  { full: 'disk', code: '53100' },
  { full: 'memory', code: '53200' },
  { full: 'table of connections', code: '53300' },
  { full: 'time for a statement', code: '57014' },
])('an engine whose $full is full is 503, to be tried again', async ({ code }) => {
  const { api } = await startApp(async () => {
    throw Object.assign(new Error('could not extend file "base/5/16384"'), { code });
  });
  const reply = await api.post('/things/t1', good);
  expect(reply.status).toBe(503);
  expect(reply.body).toMatchObject({ code: 'service_unavailable' });
  expect(JSON.stringify(reply.body)).not.toContain('base/5');
});

test.each([
  'Connection terminated unexpectedly',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
])('a database of which `pg` says "%s" is 503, to be tried again', async (message) => {
  const { api } = await startApp(async () => {
    throw new Error(message);
  });
  expect(await api.post('/things/t1', good)).toMatchObject({
    status: 503,
    body: { code: 'service_unavailable' },
  });
});

test('a request id is taken over when it is harmless, else made anew', async () => {
  const { api } = await startApp();
  const idOf = async (id: string) => {
    const reply = await api.post('/things/t1', good, { headers: { 'x-request-id': id } });
    return reply.headers.get('x-request-id');
  };
  expect(await idOf('req-12345678')).toBe('req-12345678');
  for (const bad of ['short', 'x'.repeat(129), 'has spaces in it', '"quoted-value"']) {
    const id = await idOf(bad);
    expect(id).not.toBe(bad);
    expect(id).toMatch(/^req-[0-9a-f]{18}-[0-9a-z]+$/);
  }
});

test('every request is one log line, those of probes only when debugging', async () => {
  const { api, lines } = await startApp();
  await api.post('/things/t1?limit=1', good);
  await api.get('/nothing?token=abc');
  await api.get('/healthz');
  await waitUntil(() => lines.filter(({ message }) => message === 'request').length === 3);
  const requests = lines.filter(({ message }) => message === 'request');
  expect(requests).toMatchObject([
    { level: 'info', method: 'POST', route: '/things/:thingId', status: 201 },
    { level: 'info', method: 'GET', route: 'unknown', status: 404, code: 'not_found' },
    { level: 'debug', method: 'GET', route: '/healthz', status: 200 },
  ]);
  expect(requests[0]).toMatchObject({ service: 'booking', milliseconds: expect.any(Number) });
});

test('metrics count requests by method, route and status, and the process once', async () => {
  const { api } = await startApp();
  for (let i = 0; i < 3; i += 1) await api.post('/things/t1', good);
  await api.post('/things/t2', {});
  const { body, headers } = await api.get<string>('/metrics');
  expect(headers.get('content-type')).toContain('text/plain');
  const labels = 'method="POST",route="/things/:thingId"';
  expect(body).toContain(`http_requests_total{${labels},status="201",service="booking"} 3`);
  expect(body).toContain(`http_requests_total{${labels},status="400",service="booking"} 1`);
  expect(body).toContain(
    `http_request_duration_seconds_bucket{${labels},status="201",le="+Inf",service="booking"} 3`,
  );
  expect(body).toContain(
    `http_request_duration_seconds_count{${labels},status="201",service="booking"} 3`,
  );
  expect(body.match(/^# TYPE process_cpu_seconds_total /gm)).toHaveLength(1);
});

test('readiness names the engine that is down, without its address', async () => {
  let down = false;
  const { app, lines } = createApp(async () => ({ done: true }), {
    sql: async () => {
      if (down) throw new Error('connect ECONNREFUSED 10.0.0.5:5432');
    },
    eventBus: async () => {},
  });
  const api = apiClient(await listenOnFreePort(app));
  expect(await api.get('/readyz')).toMatchObject({
    status: 200,
    body: { status: 'ready', engines: { sql: 'ok', eventBus: 'ok' } },
  });
  down = true;
  const reply = await waitUntil(async () => {
    const answer = await api.get('/readyz');
    return answer.status === 503 && answer;
  });
  expect(reply.body).toEqual({ status: 'not_ready', engines: { sql: 'down', eventBus: 'ok' } });
  expect(JSON.stringify(lines)).toContain('10.0.0.5');
  expect((await api.get<string>('/metrics')).body).toContain(
    'engine_up{engine="sql",service="booking"} 0',
  );
});

test('an engine that the service can do without is named, and the service stays ready', async () => {
  const app = createHttpService({
    name: 'booking',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: { sql: async () => {} },
    tolerated: { eventBus: () => Promise.reject(new Error('gone')) },
  });
  const api = apiClient(await listenOnFreePort(app));
  expect(await api.get('/readyz')).toMatchObject({
    status: 200,
    body: { status: 'degraded', engines: { sql: 'ok', eventBus: 'down' } },
  });
  expect((await api.get<string>('/metrics')).body).toContain(
    'engine_up{engine="eventBus",service="booking"} 0',
  );
  await app.close();
});

test('a caller that leaves early is counted as such and does not hold up closing', async () => {
  const entered = Promise.withResolvers<void>();
  const { app, url, lines } = await startApp(() => {
    entered.resolve();
    return new Promise(() => undefined);
  });
  const leave = new AbortController();
  const body = JSON.stringify(good);
  const init = { method: 'POST', body, headers: json, signal: leave.signal };
  const left = fetch(`${url}/things/t1`, init).catch(() => undefined);
  await entered.promise;
  leave.abort();
  await left;
  const line = await waitUntil(() => lines.find(({ message }) => message === 'request'));
  expect(line).toMatchObject({ status: 499, aborted: true, route: '/things/:thingId' });
  const startedAt = performance.now();
  await app.close();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('closing lets requests in hand end and refuses new connections', async () => {
  const entered = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const { app, url } = await startApp(async () => {
    entered.resolve();
    await finish.promise;
    return { done: true };
  });
  const body = JSON.stringify(good);
  const slow = fetch(`${url}/things/t1`, { method: 'POST', body, headers: json });
  await entered.promise;
  const closed = app.close();
  const isRefused = () =>
    fetch(`${url}/healthz`).then(
      () => false,
      () => true,
    );
  await waitUntil(isRefused);
  expect(app.kit.closing.aborted).toBe(true);
  finish.resolve();
  const response = await slow;
  expect(response.status).toBe(201);
  expect(response.headers.get('connection')).toBe('close');
  await closed;
});

/** Another server of this process that hands its requests to the app, as our gateway does. */
async function serveThrough(app: FastifyInstance) {
  await app.ready();
  const gateway = createServer((request, response) => {
    request.url = request.url?.replace('/api', '');
    app.routing(request, response);
  });
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const address = gateway.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  gateways.push(gateway);
  return apiClient(`http://127.0.0.1:${address.port}/api`);
}
const gateways: Server[] = [];
afterEach(() => {
  for (const gateway of gateways.splice(0)) gateway.close().closeAllConnections();
});

test('the app answers requests that another server of the process hands over', async () => {
  const { app, lines } = createApp(async ({ params }) => ({ done: params.thingId === 't 1' }));
  const api = await serveThrough(app);
  const reply = await api.post('/things/t%201', good);
  expect(reply).toMatchObject({ status: 201, body: { done: true } });
  expect((await api.post('/nothing', good)).body).toMatchObject({ code: 'not_found' });
  expect(lines.some(({ route: name }) => name === '/things/:thingId')).toBe(true);
  await app.close();
  const late = await api.post('/things/t1', good);
  expect(late).toMatchObject({ status: 503, body: { code: 'shutting_down' } });
});

test('while requests in hand end, readiness says that the service is going', async () => {
  const entered = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const { app } = createApp(async () => {
    entered.resolve();
    await finish.promise;
    return { done: true };
  });
  const api = await serveThrough(app);
  const slow = api.post('/things/t1', good);
  await entered.promise;
  const closed = app.close();
  const probe = await api.get('/readyz');
  expect(probe).toMatchObject({ status: 503, body: { status: 'draining' } });
  finish.resolve();
  expect((await slow).status).toBe(201);
  await closed;
});
