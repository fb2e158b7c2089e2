import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { describeOnEngine } from '@ticketing/local-engines/testing';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { describeKeyValueStore } from '../src/contract.ts';
import { cacheLoadMsMax, positionsSkippedMin, roomIdleDaysMax } from '../src/limits.ts';
import type { KeyValueStore } from '../src/port.ts';
import { openRedisKeyValueStore } from '../src/redis.ts';
import type { LoadReport } from './load-child.ts';

await describeOnEngine('redis', (engine) => {
  const url = (): string => `redis://127.0.0.1:${engine().port}`;
  const openStore = (): Promise<KeyValueStore> => openRedisKeyValueStore({ url: url() });
  const restart = async (): Promise<void> => {
    await engine().kill();
    await engine().start();
  };

  describeKeyValueStore('the Redis key-value store', {
    openStore,
    async reopenStore(store) {
      await store.close();
      await restart();
      return openStore();
    },
  });

  describe('the Redis key-value store', () => {
    test('skips places that a killed Redis may have given and forgotten', async () => {
      const store = await openStore();
      let last = 0;
      for (let n = 0; n < 50; n += 1) last = await store.waitingRooms.nextPosition('killed');
      await restart();
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
      await restart();
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
      const redis = new Redis(url());
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

    test('of several processes one loads a value for all', async () => {
      const key = `loaded-${randomUUID()}`;
      const children = [1, 2, 3].map(() => startLoading(key, 400));
      const reports = await Promise.all(children.map(({ value }) => value));
      expect(new Set(reports).size).toBe(1);
      expect(children.filter(({ told }) => told.includes('loading'))).toHaveLength(1);
    });

    test('a loader that dies holds nobody up for long', async () => {
      const store = await openStore();
      const key = `loaded-${randomUUID()}`;
      const { child, told } = startLoading(key, 60_000);
      await expect.poll(() => told, { timeout: 10_000 }).toEqual(['loading']);
      child.kill('SIGKILL');
      const begun = performance.now();
      expect(await store.cache.getOrLoad(key, 60, async () => 'of the heir')).toBe('of the heir');
      expect(performance.now() - begun).toBeLessThan(cacheLoadMsMax + 1_000);
      await store.close();
    });

    function startLoading(
      key: string,
      loadMs: number,
    ): { child: ChildProcess; told: LoadReport[]; value: Promise<string> } {
      const child = fork(
        new URL('./load-child.ts', import.meta.url),
        [url(), key, String(loadMs)],
        {
          execArgv: ['--disable-warning=ExperimentalWarning'],
        },
      );
      const told: LoadReport[] = [];
      const value = new Promise<string>((resolve) => {
        child.on('message', (message) => {
          const report = message as LoadReport;
          told.push(report);
          if (report !== 'loading') resolve(report.value);
        });
      });
      return { child, told, value };
    }
  });
});
