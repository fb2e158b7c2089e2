import { newId } from '@ticketing/service-kit';
import { accessTokenFor, apiClient, fixedClock, testSecrets } from '@ticketing/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { sendRaw } from './send-raw.ts';
import {
  type RunningGateway,
  type StartOptions,
  saleTerms,
  startGateway,
  topologies,
} from './start-gateway.ts';

describe.each(topologies)('a service behind the gateway, %s', (topology) => {
  let gateway: RunningGateway | undefined;
  const start = async (options: StartOptions = {}) => {
    gateway = await startGateway({ topology, ...options });
    return gateway;
  };
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });

  it('gets method, path, query and headers, and its answer comes back whole', async () => {
    const { url, seen } = await start();
    const answer = await fetch(`${url}/api/events?limit=5&cursor=%EA%B0%80`, {
      headers: { 'x-request-id': 'req-of-the-test-1', origin: 'http://localhost:3000' },
    });
    const body = (await answer.json()) as { headers: Record<string, string> };
    expect(answer.status).toBe(200);
    expect(seen[0]?.url).toBe('/events?limit=5&cursor=%EA%B0%80');
    expect(body.headers['x-request-id']).toBe('req-of-the-test-1');
    expect(answer.headers.get('x-request-id')).toBe('req-of-the-test-1');
    expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(answer.headers.get('vary')).toBe('Origin, accept-encoding');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('ratelimit')).toMatch(/^"read";r=\d+;t=\d+$/);
  });

  it('learns who asks from the gateway alone', async () => {
    const { url, seen } = await start();
    const accountId = newId('account');
    await fetch(`${url}/api/events`, {
      headers: {
        'x-service-token': testSecrets.SERVICE_TOKEN,
        'x-forwarded-for': '203.0.113.9',
        'x-account-id': accountId,
        forwarded: 'for=203.0.113.9',
        'x-real-ip': '203.0.113.9',
        'x-original-url': '/internal/x',
      },
    });
    const [request] = seen;
    expect(request?.ip).toBe('127.0.0.1');
    expect(request?.headers['x-forwarded-for']).toBe('127.0.0.1');
    for (const name of ['x-service-token', 'x-account-id', 'forwarded', 'x-real-ip']) {
      expect(request?.headers).not.toHaveProperty(name);
    }
    expect(request?.headers).not.toHaveProperty('x-original-url');
  });

  it('gets the bytes of a message that was signed, whatever they call themselves', async () => {
    const { url, seen } = await start({
      prepare: (app) =>
        app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
          done(null, body),
        ),
    });
    const body = '{ "Type":"Notification",  "Message":"한글" }';
    const headers = { 'content-type': 'text/plain; charset=UTF-8' };
    const answer = await fetch(`${url}/api/notifications/ses`, { method: 'POST', body, headers });
    expect(answer.status).toBe(200);
    expect(seen[0]).toMatchObject({ url: '/notifications/ses', body });
  });

  it('takes a body as it comes, and none that is too large', async () => {
    const { url, seen } = await start();
    const admin = apiClient(`${url}/api`, await accessTokenFor({ role: 'admin' }));
    const file = { text: '가'.repeat(300_000) };
    expect((await admin.post('/organizer/catalogue-imports', file)).status).toBe(200);
    expect(seen[0]?.body).toEqual(file);

    const login = (body: string | ReadableStream, extra: object = {}) =>
      fetch(`${url}/api/auth/login`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
        ...extra,
      });
    const tooLarge = await login('x'.repeat(65 * 1024));
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.json()).toMatchObject({ code: 'body_too_large' });
    // Without a length the bytes themselves must be counted.
    const chunks = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 80; i += 1) controller.enqueue(new Uint8Array(1024).fill(32));
        controller.close();
      },
    });
    const chunked = await login(chunks, { duplex: 'half' });
    expect(chunked.status).toBe(413);
    expect(seen).toHaveLength(1);
  });

  it('gets the booking that was checked, byte for byte what was parsed', async () => {
    const terms = saleTerms({ waitingRoom: 'off' });
    const { url, seen } = await start({ terms: [terms] });
    const answer = await sendRaw(
      url,
      [
        'POST /api/bookings HTTP/1.1',
        'host: x',
        `authorization: Bearer ${await accessTokenFor({ clock: fixedClock() })}`,
        'idempotency-key: 12345678',
        'content-type: application/json',
        'transfer-encoding: chunked',
        'connection: close',
        '',
        ...chunksOf(JSON.stringify({ performanceId: terms.performanceId, seatNos: [1, 2] })),
        '',
      ].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1.1 201 /);
    const booking = seen.find(({ method }) => method === 'POST');
    expect(booking?.body).toEqual({ performanceId: terms.performanceId, seatNos: [1, 2] });
  });

  it('streams events for as long as both want', async () => {
    const { url } = await start({ answerMsMax: 200 });
    const abort = new AbortController();
    const answer = await fetch(
      `${url}/api/performances/${newId('performance')}/seat-status/stream`,
      { signal: abort.signal },
    );
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('event: seats\ndata: 1\n\n');
    const silent = new Promise((resolve) => setTimeout(resolve, 400, 'still open'));
    expect(await Promise.race([reader?.read(), silent])).toBe('still open');
    abort.abort();
  });

  it('is given up when it does not answer in time', async () => {
    const { url } = await start({
      answerMsMax: 300,
      prepare: (app, name) => {
        if (name === 'search') app.addHook('preHandler', () => new Promise(() => undefined));
      },
    });
    const answer = await fetch(`${url}/api/search`);
    expect(answer.status).toBe(504);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'upstream_timeout' });
  });

  it('that is gone is told as such, reads and writes alike, and others go on', async () => {
    const { url, apps } = await start();
    await apps.search.close();
    await apps.auth.close();
    const answers = [
      await fetch(`${url}/api/search`),
      await fetch(`${url}/api/auth/login`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'service_unavailable' });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect((await fetch(`${url}/api/events`)).status).toBe(200);
  });
});

/** The text in two chunks, as HTTP/1.1 writes them. */
function chunksOf(text: string): string[] {
  const half = Math.floor(text.length / 2);
  const chunk = (part: string) => [Buffer.byteLength(part).toString(16), part];
  return [...chunk(text.slice(0, half)), ...chunk(text.slice(half)), '0', ''];
}
