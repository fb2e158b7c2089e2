import { Validator } from '@seriousme/openapi-schema-validator';
import { type Endpoint, endpoints } from '@ticketing/contracts';
import { ConfigError, newId } from '@ticketing/service-kit';
import { accessTokenFor, apiClient, testSecrets } from '@ticketing/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { addressKey } from '../src/http/limit-requests.ts';
import { loadApiGatewayConfig } from '../src/service.ts';
import { sendRaw } from './send-raw.ts';
import {
  type RunningGateway,
  type StartOptions,
  startGateway,
  topologies,
} from './start-gateway.ts';

let gateway: RunningGateway | undefined;
const start = async (options: StartOptions = {}) => {
  gateway = await startGateway(options);
  return gateway;
};
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const statusLine = (answer: string) => Number(answer.split(' ')[1]);

describe('routing', () => {
  it.each(topologies)(
    'never reaches what is internal, however it is spelled, %s',
    async (topology) => {
      const { url, seen } = await start({ topology });
      const id = newId('performance');
      const internal = `internal/performances/${id}/sale-terms`;
      const addresses = [
        `/api/${internal}`,
        `/${internal}`,
        `/api//${internal}`,
        `//${internal}`,
        `/api/./${internal}`,
        `/api/../${internal}`,
        `/api/%2e%2e/${internal}`,
        `/api/events/../${internal}`,
        `/api/events/%2e%2e/${internal}`,
        `/api/events/..%2f${internal}`,
        `/api/events/..%2F${internal.replaceAll('/', '%2F')}`,
        `/api/events/..%5c${internal}`,
        `/api/events/..\\${internal}`,
        `/api/events/%252e%252e%252f${internal.replaceAll('/', '%252f')}`,
        `/api/events/..`,
        `/api/events/%2e%2e`,
        `/api/events/;/../${internal}`,
        `/api/events/x%23/../${internal}`,
        `/api/%69nternal/performances/${id}/sale-terms`,
        `/api/INTERNAL/performances/${id}/sale-terms`,
        `/API/events`,
        `/api/%65vents`,
        `/api/events/`,
        `/api/events/x%00`,
        `http://events/${internal}`,
        `http://x/api/events`,
        `/events`,
        `/api/mailbox`,
        '*',
      ];
      for (const address of addresses) {
        const answer = await sendRaw(
          url,
          `GET ${address} HTTP/1.1\r\nhost: x\r\nx-service-token: ${testSecrets.SERVICE_TOKEN}\r\nconnection: close\r\n\r\n`,
        );
        expect(statusLine(answer), address).toBeGreaterThanOrEqual(400);
        expect(statusLine(answer), address).toBeLessThan(500);
      }
      expect(seen).toEqual([]);
    },
  );

  it('knows every public endpoint of the contracts, and asks for the access each promises', async () => {
    const { url } = await start({
      settings: { readsPerMinute: 9_999, writesPerMinute: 9_999, loginsPerMinute: 9_999 },
    });
    for (const endpoint of endpoints as readonly Endpoint[]) {
      const path = endpoint.path.replace(/:\w+/g, newId('performance'));
      const answer = await fetch(`${url}/api${path}`, { method: endpoint.method });
      const name = `${endpoint.method} ${endpoint.path}`;
      if (endpoint.access === 'service' || endpoint.gateway === false) {
        expect(answer.status, name).toBe(404);
      } else if (endpoint.access === 'public') {
        expect([401, 403, 405], name).not.toContain(answer.status);
      } else {
        expect(answer.status, name).toBe(401);
      }
      await answer.body?.cancel();
    }
  });

  it('lets each role through to what is its own', async () => {
    const { url, seen } = await start();
    const asking = async (role: 'customer' | 'organizer' | 'gate' | 'admin') => {
      const organizerId = newId('organizer');
      const token = await accessTokenFor({
        role,
        ...(role !== 'customer' && { organizerId }),
        clock: { now: () => new Date('2026-07-03T11:00:00Z') },
      });
      const api = apiClient(`${url}/api`, token);
      const scan = { idempotencyKey: '12345678' };
      return [
        (await api.get('/bookings')).status,
        (await api.get('/organizer/events')).status,
        (await api.post('/gate/scans', { payload: 'x', performanceId: newId('performance') }, scan))
          .status,
      ];
    };
    expect(await asking('customer')).toEqual([200, 403, 403]);
    expect(await asking('gate')).toEqual([200, 403, 200]);
    expect(await asking('organizer')).toEqual([200, 200, 200]);
    expect(await asking('admin')).toEqual([200, 200, 200]);
    expect(seen).toHaveLength(9);
  });

  it('tells which methods an address has', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/api/events`, { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toContain('GET');
    expect(await (await fetch(`${url}/api/nothing`)).json()).toMatchObject({ code: 'not_found' });
  });
});

describe('limits', () => {
  it('hold an account on every address, and an address for all its accounts', async () => {
    const { url, clock } = await start({ settings: { readsPerMinute: 2 } });
    const api = apiClient(`${url}/api`, await accessTokenFor({ clock }));
    expect((await api.get('/bookings')).status).toBe(200);
    expect((await api.get('/bookings')).status).toBe(200);
    const refused = await api.get('/bookings');
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/^"read";r=0;t=\d+$/);
    expect(refused.headers.get('ratelimit-policy')).toBe('"read";q=2;w=60');
    expect(refused.headers.get('x-request-id')).toBeTruthy();

    const others = [];
    for (let i = 0; i < 25; i += 1) others.push((await fetch(`${url}/api/events`)).status);
    expect(others.filter((status) => status === 200)).toHaveLength(17);
    await clock.advance(60_000);
    expect((await api.get('/bookings')).status).toBe(200);
  });

  it('count bad tokens too, and are strict where passwords are tried', async () => {
    const { url, seen } = await start({ settings: { loginsPerMinute: 3, writesPerMinute: 1 } });
    const attempt = () =>
      apiClient(`${url}/api`).post('/auth/login', { email: 'a@b.kr', password: 'x' });
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await attempt()).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(seen).toHaveLength(3);
    const forged = [];
    for (let i = 0; i < 11; i += 1) {
      const api = apiClient(`${url}/api`, `forged-${i}`);
      forged.push((await api.post(`/bookings/${newId('booking')}/release`)).status);
    }
    expect(forged.at(-1)).toBe(429);
  });

  it('do not hold what machines must always reach', async () => {
    const { url } = await start({ settings: { readsPerMinute: 1, writesPerMinute: 1 } });
    for (let i = 0; i < 30; i += 1) {
      const answer = await fetch(`${url}/api/payments/webhook`, { method: 'POST', body: 'raw' });
      expect(answer.status).not.toBe(429);
    }
  });

  it('see the visitor behind a proxy that is trusted, and nobody else’s word', async () => {
    const trusting = await start({
      settings: { trustedProxies: ['loopback'], loginsPerMinute: 1 },
    });
    const attempt = async (address: string) =>
      (
        await fetch(`${trusting.url}/api/auth/login`, {
          method: 'POST',
          body: '{"email":"a@b.kr","password":"x"}',
          headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        })
      ).status;
    expect(await attempt('203.0.113.1')).toBe(200);
    expect(await attempt('203.0.113.2')).toBe(200);
    // What a visitor writes before the proxy's own entry counts for nothing.
    expect(await attempt('198.51.100.7, 203.0.113.1')).toBe(429);
    expect(trusting.seen[0]?.headers['x-forwarded-for']).toBe('203.0.113.1');
  });

  it('take a customer’s whole IPv6 network as one address', () => {
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe(addressKey('2001:db8:1:2::9'));
    expect(addressKey('2001:db8:1:2::9')).not.toBe(addressKey('2001:db8:1:3::9'));
    expect(addressKey('2001:db8::9')).toBe('2001:db8:0:0::/64');
    expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });
});

describe('pages of other origins', () => {
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/api/bookings`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'idempotency-key,x-admission-token',
      },
    });

  it('may call with cookies when they are ours', async () => {
    const { url } = await start();
    const allowed = await preflight(url, 'http://localhost:3000');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    for (const name of ['x-admission-token', 'if-match']) {
      expect(allowed.headers.get('access-control-allow-headers')).toContain(name);
    }
    const refused = await fetch(`${url}/api/bookings`, {
      headers: { origin: 'http://localhost:3000' },
    });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(refused.headers.get('access-control-expose-headers')).toContain('retry-after');
    expect(refused.headers.get('vary')).toContain('Origin');
  });

  it('get nothing when they are not', async () => {
    const { url, seen } = await start();
    for (const origin of ['https://evil.example', 'null', 'http://localhost:3000.evil.example']) {
      const asked = await preflight(url, origin);
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
      const written = await fetch(`${url}/api/auth/refresh`, {
        method: 'POST',
        headers: { origin },
      });
      expect(written.status).toBe(403);
      expect(await written.json()).toMatchObject({ code: 'origin_not_allowed' });
    }
    expect(seen).toEqual([]);
    // The documentation's own page is of the gateway's origin.
    const own = await fetch(`${url}/api/auth/refresh`, {
      method: 'POST',
      headers: { origin: url },
    });
    expect(own.status).toBe(200);
  });

  it('cannot be all of them in production', () => {
    const production = {
      NODE_ENV: 'production',
      JWT_SECRET_KEY: 'x'.repeat(40),
      SERVICE_TOKEN: 'y'.repeat(40),
    };
    expect(() => loadApiGatewayConfig({ ...production, CORS_ORIGINS: '*' })).toThrow(ConfigError);
    const config = loadApiGatewayConfig({
      ...production,
      CORS_ORIGINS: 'https://tickets.example,https://www.tickets.example',
    });
    expect(config.CORS_ORIGINS).toHaveLength(2);
  });
});

describe('the documentation', () => {
  it('is a valid OpenAPI document of every public endpoint and no other', async () => {
    const { url } = await start();
    const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId?: string }>>;
    };
    const validation = await new Validator().validate(document);
    expect(validation.errors ?? []).toEqual([]);
    expect(validation.valid).toBe(true);
    const told = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const promised = (endpoints as readonly Endpoint[]).filter(
      ({ access, gateway: routed }) => access !== 'service' && routed !== false,
    );
    expect(told).toHaveLength(promised.length);
    expect(new Set(told.map(({ operationId }) => operationId)).size).toBe(promised.length);
    expect(JSON.stringify(document)).not.toContain('/internal');
  });

  it('is a page that needs nothing from elsewhere', async () => {
    const { url } = await start();
    const page = await fetch(`${url}/api/docs`);
    const html = await page.text();
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self' 'sha256-");
    expect(policy).not.toContain('http');
    const script = /<script[^>]*src="([^"]+)"/.exec(html)?.[1] ?? '';
    const file = await fetch(new URL(script, page.url));
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toContain('javascript');
    expect(html).not.toMatch(/(src|href)="https?:/);
  });
});
