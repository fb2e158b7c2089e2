import { describeOnEngine } from '@ticketing/local-engines/testing';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { redisCommandMsMax, redisConnectMsMax } from '../src/limits.ts';
import type { KeyValueStore } from '../src/port.ts';
import { openRedisKeyValueStore } from '../src/redis.ts';

/** What a busy machine may add to a limit. */
const slackMs = 800;
const atOnceMs = 200;

async function msUntilRejected(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await expect(work()).rejects.toThrow();
  return performance.now() - begun;
}

/** One call of each kind that asks Redis for something. */
const callsOf = ({
  rateLimiter,
  cache,
  fanout,
  waitingRooms,
  ping,
}: KeyValueStore): (() => Promise<unknown>)[] => [
  () => rateLimiter.take('key', 10, 60),
  () => cache.get('key'),
  () => cache.set('key', 'value', 60),
  () => fanout.publish('news', 'message'),
  () => waitingRooms.nextPosition('room'),
  () => waitingRooms.touchSession('room', 'session', 60),
  () => waitingRooms.serving('room'),
  ping,
];

await describeOnEngine('redis', (engine) => {
  const url = (): string => `redis://127.0.0.1:${engine().port}`;
  const openStore = (): Promise<KeyValueStore> => openRedisKeyValueStore({ url: url() });

  async function expectRecovery(store: KeyValueStore): Promise<void> {
    const pinged = (): Promise<string> => store.ping().then(() => 'up', String);
    await expect.poll(pinged, { timeout: 10_000 }).toBe('up');
    for (const call of callsOf(store)) await call();
  }

  test('a frozen Redis costs each call a bounded time, later ones none, and is missed no longer', async () => {
    const store = await openStore();
    for (const call of callsOf(store)) await call();
    engine().freeze();
    try {
      const first = await Promise.all(callsOf(store).map(msUntilRejected));
      expect(Math.max(...first)).toBeLessThan(redisCommandMsMax + slackMs);
      const later = await Promise.all(callsOf(store).map(msUntilRejected));
      expect(Math.max(...later)).toBeLessThan(atOnceMs);
      const begun = performance.now();
      expect(await store.cache.getOrLoad('absent', 60, async () => 'loaded')).toBe('loaded');
      expect(performance.now() - begun).toBeLessThan(atOnceMs);
    } finally {
      engine().thaw();
    }
    await expectRecovery(store);
    await store.close();
  });

  test('a killed Redis rejects at once, and after its start all goes on by itself', async () => {
    const store = await openStore();
    const heard: string[] = [];
    await store.fanout.subscribe('after', (message) => void heard.push(message));
    const before = await store.waitingRooms.nextPosition('kept');
    await engine().kill();
    const rejected = await Promise.all(callsOf(store).map(msUntilRejected));
    expect(Math.max(...rejected)).toBeLessThan(atOnceMs);
    await engine().start();
    await expectRecovery(store);
    expect(await store.waitingRooms.nextPosition('kept')).toBeGreaterThan(before);
    const publish = async (): Promise<string[]> => {
      await store.fanout.publish('after', 'heard');
      return heard;
    };
    await expect.poll(publish, { timeout: 10_000 }).toContain('heard');
    await store.close();
  });

  test('a full Redis refuses at once what it cannot keep, tells so, and keeps what it had', async () => {
    const store = await openStore();
    await store.waitingRooms.nextPosition('kept');
    await store.waitingRooms.advanceServing('kept', 1);
    const redis = new Redis(url());
    const [, memory = ''] = (await redis.config('GET', 'maxmemory')) as string[];
    await redis.config('SET', 'maxmemory', '1kb');
    try {
      const writes = [
        store.ping,
        () => store.rateLimiter.take('full', 10, 60),
        () => store.cache.set('full', 'value', 60),
        () => store.waitingRooms.nextPosition('kept'),
      ];
      expect(Math.max(...(await Promise.all(writes.map(msUntilRejected))))).toBeLessThan(atOnceMs);
      expect(await store.waitingRooms.serving('kept')).toBe(1);
      expect(await store.cache.getOrLoad('full', 60, async () => 'loaded')).toBe('loaded');
    } finally {
      await redis.config('SET', 'maxmemory', memory);
      await redis.quit();
    }
    await expectRecovery(store);
    await store.close();
  });

  test('a Redis that is away or frozen at the start is named in a bounded time', async () => {
    const begun = performance.now();
    const away = openRedisKeyValueStore({ url: 'redis://127.0.0.1:1' });
    await expect(away).rejects.toThrow(/Redis is out of reach: .*ECONNREFUSED/);
    engine().freeze();
    try {
      await expect(openStore()).rejects.toThrow('Redis is out of reach');
    } finally {
      engine().thaw();
    }
    expect(performance.now() - begun).toBeLessThan(redisConnectMsMax + slackMs);
  });
});
