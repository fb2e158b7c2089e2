import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type Endpoint, endpoint, Strict } from '@ticketing/contracts';
import { listenOnFreePort, quietLogger, testSecrets, testTokens } from '@ticketing/testing';
import { Type } from 'typebox';
import { afterEach, describe, expect, test } from 'vitest';
import { registerEndpoints, route } from './endpoints.ts';
import { problem } from './errors.ts';
import { createHttpService } from './http.ts';
import { httpServiceCaller, inProcessServiceCaller, type ServiceCaller } from './service-caller.ts';

const common = { service: 'booking', access: 'service', summary: '', errors: [] } as const;
const confirm = endpoint({
  ...common,
  method: 'POST',
  path: '/internal/bookings/:bookingId/confirm',
  params: Strict({ bookingId: Type.String() }),
  query: Strict({
    tags: Type.Optional(Type.Array(Type.String())),
    dry: Type.Boolean({ default: false }),
  }),
  body: Strict({ note: Type.String() }),
  status: 200,
  reply: Type.Record(Type.String(), Type.Unknown()),
});
const forget = endpoint({ ...common, method: 'DELETE', path: '/internal/things', status: 204 });
const read = endpoint({
  ...common,
  method: 'GET',
  path: '/internal/things',
  status: 200,
  reply: Strict({ n: Type.Integer() }),
});
const refuse = endpoint({ ...common, method: 'POST', path: '/internal/refusals', status: 204 });
const fail = endpoint({ ...common, method: 'POST', path: '/internal/failures', status: 204 });
const missing = endpoint({ ...common, method: 'GET', path: '/internal/nowhere', status: 200 });

function createBooking() {
  const app = createHttpService({
    name: 'booking',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  registerEndpoints(app, [
    route(confirm, async ({ params, query, body, requestId, idempotencyKey }) => ({
      ...params,
      ...query,
      ...body,
      requestId,
      idempotencyKey,
    })),
    route(read, async () => ({ n: 1 })),
    route(forget, async () => undefined),
    route(refuse, async () => {
      throw problem('seats_taken', 'A-1 is taken', { seatIds: ['A-1'] });
    }),
    route(fail, async () => {
      throw new Error('secret');
    }),
  ]);
  return app;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

type OpenCaller = (serviceToken: string) => Promise<ServiceCaller>;
const callers: [string, OpenCaller][] = [
  [
    'over HTTP',
    async (serviceToken) => {
      const app = createBooking();
      closers.push(() => app.close());
      return httpServiceCaller({ baseUrl: await listenOnFreePort(app), serviceToken });
    },
  ],
  [
    'in the process',
    async (serviceToken) => {
      const app = createBooking();
      closers.push(() => app.close());
      return inProcessServiceCaller(() => app, serviceToken);
    },
  ],
];

describe.each(callers)('a service called %s', (_name, openCaller) => {
  const openTrusted = () => openCaller(testSecrets.SERVICE_TOKEN);

  test('receives path, query, body, request id and key, and its reply comes back', async () => {
    const caller = await openTrusted();
    const reply = await caller.call(confirm, {
      params: { bookingId: 'a/b 한' },
      query: { tags: ['x', 'y&z'] },
      body: { note: '“quoted”' },
      requestId: 'request-0001',
      idempotencyKey: 'key-00001',
    });
    expect(reply).toEqual({
      bookingId: 'a/b 한',
      tags: ['x', 'y&z'],
      dry: false,
      note: '“quoted”',
      requestId: 'request-0001',
      idempotencyKey: 'key-00001',
    });
  });

  test('may answer nothing', async () => {
    expect(await (await openTrusted()).call(forget, {})).toBeUndefined();
  });

  test('refuses with the same problem that it threw', async () => {
    await expect((await openTrusted()).call(refuse, {})).rejects.toMatchObject({
      name: 'ApiError',
      code: 'seats_taken',
      detail: 'A-1 is taken',
      extra: { seatIds: ['A-1'] },
    });
  });

  test('fails without telling why', async () => {
    const failure = await (await openTrusted()).call(fail, {}).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'internal_error' });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });

  test('does not know an endpoint that it lacks', async () => {
    await expect((await openTrusted()).call(missing, {})).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('checks the body', async () => {
    const input = { params: { bookingId: 'b' }, body: { note: 1 as unknown as string } };
    await expect((await openTrusted()).call(confirm, input)).rejects.toMatchObject({
      code: 'invalid_request',
      extra: { errors: [{ pointer: '#/note' }] },
    });
  });

  test('that has stopped is unavailable', async () => {
    const caller = await openTrusted();
    await Promise.all(closers.splice(0).map((close) => close()));
    await expect(caller.call(read, {})).rejects.toMatchObject({ code: 'service_unavailable' });
  });

  test('checks the service token', async () => {
    await expect((await openCaller('guess')).call(read, {})).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });
});

describe('over HTTP, when the other', () => {
  async function answerWith(listener: RequestListener): Promise<[Server, string]> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close().closeAllConnections());
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('not listening');
    return [server, `http://127.0.0.1:${address.port}`];
  }
  const callerOf = (baseUrl: string, timeoutMs = 2_000) =>
    httpServiceCaller({ baseUrl, serviceToken: 'x', timeoutMs });

  /** Cuts the first connections, then answers; counts what arrived. */
  async function cutFirst(cuts: number) {
    const seen: string[] = [];
    const [, url] = await answerWith((request, response) => {
      seen.push(request.method ?? '');
      if (seen.length <= cuts) request.socket.destroy();
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"n":7}');
    });
    return { seen, caller: callerOf(url) };
  }

  test('cuts the connection: reading is tried again', async () => {
    const { seen, caller } = await cutFirst(2);
    expect(await caller.call(read, {})).toEqual({ n: 7 });
    expect(seen).toEqual(['GET', 'GET', 'GET']);
  });

  test('goes on cutting: service_unavailable', async () => {
    const { seen, caller } = await cutFirst(99);
    await expect(caller.call(read, {})).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(seen).toHaveLength(3);
  });

  test('cuts the connection: writing is tried again only under a key', async () => {
    const input = { params: { bookingId: 'b' }, body: { note: '' } };
    const bare = await cutFirst(1);
    await expect(bare.caller.call(confirm, input)).rejects.toMatchObject({
      code: 'service_unavailable',
    });
    expect(bare.seen).toEqual(['POST']);
    const keyed = await cutFirst(1);
    await keyed.caller.call(confirm, { ...input, idempotencyKey: 'key-00001' });
    expect(keyed.seen).toEqual(['POST', 'POST']);
  });

  test('does not listen yet: even a bare write waits for it', async () => {
    const [server, url] = await answerWith((_, response) => response.writeHead(204).end());
    server.close();
    await once(server, 'close');
    const called = callerOf(url).call(refuse, {});
    server.listen(Number(new URL(url).port), '127.0.0.1');
    expect(await called).toBeUndefined();
  });

  test('does not answer in time: upstream_timeout, tried once', async () => {
    let seen = 0;
    const [, url] = await answerWith(() => {
      seen += 1;
    });
    await expect(callerOf(url, 50).call(read, {})).rejects.toMatchObject({
      code: 'upstream_timeout',
    });
    expect(seen).toBe(1);
  });

  test('stops in the middle of its reply: upstream_timeout', async () => {
    const [, url] = await answerWith((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"n":');
    });
    await expect(callerOf(url, 100).call(read, {})).rejects.toMatchObject({
      code: 'upstream_timeout',
    });
  });

  test('answers what is not ours: service_unavailable', async () => {
    const [, url] = await answerWith((request, response) => {
      if (request.method === 'GET') response.end('<html>');
      else response.writeHead(502).end('Bad Gateway');
    });
    for (const call of [read, refuse] satisfies Endpoint[]) {
      await expect(callerOf(url).call(call, {})).rejects.toMatchObject({
        code: 'service_unavailable',
      });
    }
  });
});
