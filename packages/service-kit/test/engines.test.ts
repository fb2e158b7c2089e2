import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { waitUntil } from '@ticketing/testing';
import { afterAll, expect, test } from 'vitest';
import { ConfigError } from '../src/config.ts';
import { openEventBus, openKeyValueStore, openSqlEngine, openSqlServer } from '../src/engines.ts';

const folder = mkdtempSync(join(tmpdir(), 'service-kit-engines-'));
const config = { TICKETING_DATA_FOLDER: join(folder, 'data') };
const migrations = join(folder, 'migrations');
mkdirSync(migrations);
writeFileSync(join(migrations, '0001-things.sql'), 'create table things (id text primary key);');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('without variables services share one embedded PostgreSQL, each in its schema, and the bus', async () => {
  const folderUrl = pathToFileURL(`${migrations}/`);
  const [auth, booking] = await Promise.all([
    openSqlEngine(config, { schema: 'auth', migrations: folderUrl }),
    openSqlEngine(config, { schema: 'booking', migrations: folderUrl }),
  ]);
  await auth.query(`insert into things values ('a')`);
  expect(await booking.query('select * from things')).toEqual([]);
  expect(await booking.query('select * from auth.things')).toEqual([{ id: 'a' }]);

  const bus = await openEventBus(config, { name: 'booking' });
  const seen: string[] = [];
  await bus.subscribe({ topic: 't', group: 'g', onMessage: async ({ id }) => void seen.push(id) });
  await bus.publish('t', [{ id: 'evt_1', key: 'k', type: 'x', time: 'now', data: {} }]);
  await waitUntil(() => seen.length === 1);

  await auth.close();
  await booking.ping();
  await bus.close();
  await booking.close();
  await expect(booking.ping()).rejects.toThrow();

  const again = await openSqlEngine(config, { schema: 'auth', migrations: folderUrl });
  expect(await again.query('select * from things')).toEqual([{ id: 'a' }]);
  await again.close();
}, 60_000);

test('DATABASE_URL is used as it is', async () => {
  const server = await openSqlServer({ DATABASE_URL: 'postgresql://db/ticketing' });
  expect(server.url).toBe('postgresql://db/ticketing');
  await server.close();
});

test('in production a forgotten DATABASE_URL refuses, a folder asked for does not', async () => {
  await expect(openSqlServer({ NODE_ENV: 'production' })).rejects.toThrow(/DATABASE_URL/);
  const server = await openSqlServer({ NODE_ENV: 'production', ...config });
  await server.close();
}, 60_000);

test('rooms of the waiting room are kept in a file when asked for', async () => {
  const open = () => openKeyValueStore(config, { keepRooms: 'waiting-rooms' });
  const first = await open();
  expect(await first.waitingRooms.nextPosition('prf_1')).toBe(1);
  await first.close();
  const second = await open();
  expect(await second.waitingRooms.nextPosition('prf_1')).toBe(2);
  await second.close();
});

test('an engine that does not answer at the start is named, with the variables that lead to it', async () => {
  const begun = performance.now();
  const kafka = openEventBus({ KAFKA_BOOTSTRAP_SERVERS: ['127.0.0.1:1'] }, { name: 'booking' });
  await expect(kafka).rejects.toThrow(ConfigError);
  await expect(kafka).rejects.toThrow(/Kafka is out of reach.*KAFKA_BOOTSTRAP_SERVERS/s);
  const redis = openKeyValueStore({ REDIS_URL: 'redis://127.0.0.1:1' });
  await expect(redis).rejects.toThrow(ConfigError);
  await expect(redis).rejects.toThrow(/Redis is out of reach.*REDIS_URL/s);
  expect(performance.now() - begun).toBeLessThan(12_000);
});
