import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeKeyValueStore } from '../src/contract.ts';
import { positionsSkippedMin, roomIdleDaysMax } from '../src/limits.ts';
import type { KeyValueStore } from '../src/port.ts';
import { openRedisKeyValueStore } from '../src/redis.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

let folder: string;
let server: RedisServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-value-store-redis-'));
  server = await startRedisServer(folder);
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true });
});

const openStore = (): Promise<KeyValueStore> => openRedisKeyValueStore({ url: server.url });

describeKeyValueStore('the Redis key-value store', {
  openStore,
  async reopenStore(store) {
    await store.close();
    await server.restart('stop');
    return openStore();
  },
});

describe('the Redis key-value store', () => {
  test('skips places that a killed Redis may have given and forgotten', async () => {
    const store = await openStore();
    let last = 0;
    for (let n = 0; n < 50; n += 1) last = await store.waitingRooms.nextPosition('killed');
    await server.restart('kill');
    await expect
      .poll(() => store.waitingRooms.nextPosition('killed').catch(() => 0), { timeout: 10_000 })
      .toBeGreaterThanOrEqual(positionsSkippedMin);
    expect(await store.waitingRooms.lastPosition('killed')).toBeGreaterThan(last);
    const again = await store.waitingRooms.nextPosition('killed');
    expect(await store.waitingRooms.nextPosition('killed')).toBe(again + 1);
    await store.close();
  });

  test('listeners hear again after Redis was away', async () => {
    const store = await openStore();
    const heard: string[] = [];
    await store.fanout.subscribe('news', (message) => void heard.push(message));
    await server.restart('kill');
    const publish = (): Promise<string[]> =>
      store.fanout.publish('news', 'back').then(
        () => heard,
        () => heard,
      );
    await expect.poll(publish, { timeout: 10_000 }).toContain('back');
    await store.close();
  });

  test('several stores give places from one line', async () => {
    const [one, two] = await Promise.all([openStore(), openStore()]);
    const positions = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        (n % 2 ? one : two).waitingRooms.nextPosition('shared'),
      ),
    );
    expect(positions.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, n) => n + 1),
    );
    await Promise.all([one.close(), two.close()]);
  });

  test('forgets a room that nobody touched for a long time, and only that', async () => {
    const before = await openStore();
    await before.waitingRooms.nextPosition('old');
    await before.waitingRooms.nextPosition('young');
    await before.close();
    const redis = new Redis(server.url);
    const idleMs = (roomIdleDaysMax + 1) * 86_400_000;
    await redis.zadd('ticketing:rooms', Date.now() - idleMs, 'old');
    await redis.quit();
    const after = await openStore();
    const rooms = await after.waitingRooms.rooms();
    expect(rooms).toContain('young');
    expect(rooms).not.toContain('old');
    expect(await after.waitingRooms.lastPosition('old')).toBe(0);
    expect(await after.waitingRooms.lastPosition('young')).toBe(1);
    await after.close();
  });

  test('does not open on a Redis that is out of reach', async () => {
    const opened = openRedisKeyValueStore({ url: 'redis://127.0.0.1:1' });
    await expect(opened).rejects.toThrow('Redis is out of reach');
  });
});
