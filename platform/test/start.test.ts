import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Booking, SearchReply } from '@ticketing/contracts';
import { openSqlDatabase, startEmbeddedPostgres } from '@ticketing/sql-database';
import {
  buy,
  createShopApi,
  findOffers,
  RefusedError,
  register,
  waitUntil,
} from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSaleFaults } from '../src/find-sale-faults.ts';
import { platformPorts } from '../src/ports.ts';
import { interrupt, killHard, type Running, run, startSystem } from './processes.ts';
import { readExampleCatalogue } from './read-example.ts';

const portOffset = 1200;
const ports = platformPorts(portOffset);
const apiUrl = `http://127.0.0.1:${ports['api-gateway']}/api`;
let dataFolder: string;
let system: Running | undefined;

beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'ticketing-platform-'));
});
afterAll(async () => {
  if (system !== undefined) await interrupt(system);
  await rm(dataFolder, { recursive: true, force: true });
});

const start = async (parameters: readonly string[] = []) => {
  system = await startSystem({ dataFolder, portOffset }, { parameters });
  return system;
};

test('starts everything, loads the demo once, and prints where things are', async () => {
  const first = await start();
  expect(first.output()).toContain(`http://localhost:${ports.frontend}`);
  expect(first.output()).toContain('fan@example.com');
  for (const name of [
    'auth',
    'events',
    'booking',
    'payment',
    'search',
    'notification',
    'api-gateway',
  ] as const) {
    const health = await fetch(`http://127.0.0.1:${ports[name]}/readyz`);
    expect([name, health.status]).toEqual([name, 200]);
    const metrics = await fetch(`http://127.0.0.1:${ports[name]}/metrics`);
    expect(await metrics.text()).toContain('http_requests_total');
  }
  const page = await fetch(`http://127.0.0.1:${ports.frontend}/events/some-event`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<html')]);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const api = createShopApi(apiUrl, 4);
  const found = await api.call<SearchReply>('GET', `/search?q=${encodeURIComponent('ㅂㅌㅅㄴㄷ')}`);
  expect(found.items[0]?.title.ko).toContain('방탄소년단');
  const all = await api.call<SearchReply>('GET', '/search?limit=1');
  expect(all.total).toBeGreaterThanOrEqual(40);
  await api.close();
});

test('a taken port is named, with the way out, and nothing is started', async () => {
  const second = run('platform/src/start.ts', ['--port-offset', String(portOffset)], {
    env: { TICKETING_DATA_FOLDER: dataFolder },
  });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`port ${ports.frontend} (frontend)`);
  expect(second.output()).toContain('--port-offset');
});

test('imports a catalogue: all or nothing, mistakes by their place, twice changes nothing', async () => {
  const file = path.join(dataFolder, 'catalogue.json');
  const importFile = async () => {
    const importing = run('scripts/import-catalogue.ts', [file, '--api', apiUrl]);
    return { code: await importing.ended, output: importing.output() };
  };
  const catalogue = await readExampleCatalogue();
  await writeFile(file, JSON.stringify({ ...catalogue, venues: [] }));
  const broken = await importFile();
  expect(broken.code).toBe(1);
  expect(broken.output).toContain('/events/0/');
  await writeFile(file, JSON.stringify(catalogue));
  expect((await importFile()).output).toMatch(/: [1-9]\d* created, 0 updated, 0 unchanged/);
  expect((await importFile()).output).toMatch(/: 0 created, 0 updated, [1-9]\d* unchanged/);
});

test('killed in the middle of sales: what was acknowledged is there, and every sale ends whole', async () => {
  const api = createShopApi(apiUrl, 16);
  const offers = await findOffers(api, 6);
  const tokens: string[] = [];
  for (let number = 0; number < 6; number += 1) tokens.push(await register(api, number));
  const acknowledged: { token: string; bookingId: string }[] = [];
  let selling = true;
  const shoppers = tokens.map(async (token, index) => {
    for (let turn = 0; selling && turn < 12; turn += 1) {
      const offer = offers[(index + turn) % offers.length];
      if (offer === undefined) throw new Error('nothing on sale');
      try {
        const bookingId = await buy(api, token, offer);
        acknowledged.push({ token, bookingId });
      } catch (error) {
        if (selling && !(error instanceof RefusedError)) throw error;
      }
    }
  });
  await waitUntil(() => acknowledged.length >= 3, { withinMs: 60_000 });
  selling = false;
  if (system === undefined) throw new Error('nothing runs');
  await killHard(system);
  await Promise.allSettled(shoppers);
  await api.close();

  const startedAt = performance.now();
  await start();
  console.log(`started again after kill -9 in ${Math.round(performance.now() - startedAt)} ms`);
  const after = createShopApi(apiUrl, 4);
  for (const { token, bookingId } of acknowledged) {
    const { state } = await after.call<Booking>('GET', `/bookings/${bookingId}`, { token });
    expect(state).toBe('confirmed');
  }
  await after.close();
  const server = await startEmbeddedPostgres({ dataFolder: path.join(dataFolder, 'postgres') });
  const database = openSqlDatabase({ url: server.url, schema: 'public', applicationName: 'test' });
  // What was under way goes on by itself: the poller finds money that is authorised and finishes.
  await waitUntil(async () => (await findSaleFaults(database)).length === 0, { withinMs: 90_000 });
  await database.close();
  await server.stop();
});

test('Ctrl-C drains and leaves nothing running; --reset begins afresh', async () => {
  if (system === undefined) throw new Error('nothing runs');
  expect(await interrupt(system)).toBe(0);
  await waitUntil(() => isFree(ports['api-gateway']), { withinMs: 30_000 });
  const again = await start(['--reset']);
  expect(again.output()).toContain('beginning afresh');
  const api = createShopApi(apiUrl, 2);
  await expect(
    api.call('POST', '/auth/login', {
      body: { email: 'shopper0@example.com', password: 'a long pass phrase 0' },
    }),
  ).rejects.toThrow('credentials_wrong');
  await api.close();
});

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
