import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { toTtlMs } from './check-input.ts';
import { cacheLoadMsMax, cachePollMs } from './limits.ts';
import type { Cache } from './port.ts';
import { deleteIfEqualScript, runScript } from './redis-scripts.ts';
import { createSingleFlight } from './single-flight.ts';

const keyOf = (key: string): string => `ticketing:cache:${key}`;
const lockOf = (key: string): string => `ticketing:cache-load:${key}`;

export function createRedisCache(redis: Redis): Cache {
  const oncePerProcess = createSingleFlight();

  /** Of all processes one loads; it alone takes its lock away, which ends by itself when it dies. */
  async function loadOnce(
    key: string,
    ttlMs: number,
    load: () => Promise<string>,
  ): Promise<string> {
    const deadline = performance.now() + cacheLoadMsMax;
    const token = randomUUID();
    do {
      const known = await redis.get(keyOf(key));
      if (known !== null) return known;
      if ((await redis.set(lockOf(key), token, 'PX', cacheLoadMsMax, 'NX')) === 'OK') {
        try {
          // The loader before us may have ended between our look and our lock.
          const loaded = await redis.get(keyOf(key));
          return loaded ?? (await loadAndKeep(key, ttlMs, load));
        } finally {
          const released = runScript(redis, deleteIfEqualScript, [lockOf(key)], [token]);
          await released.catch(() => undefined);
        }
      }
      await sleep(cachePollMs);
    } while (performance.now() < deadline);
    return loadAndKeep(key, ttlMs, load);
  }

  /** What was set meanwhile is newer than what was being loaded. */
  async function loadAndKeep(
    key: string,
    ttlMs: number,
    load: () => Promise<string>,
  ): Promise<string> {
    const value = await attempt(load);
    const kept = await redis
      .set(keyOf(key), value, 'PX', ttlMs, 'NX', 'GET')
      // That it cannot be kept is no reason not to have it.
      .catch(() => null);
    return kept ?? value;
  }

  return {
    get: async (key) => (await redis.get(keyOf(key))) ?? undefined,
    async set(key, value, ttlSeconds) {
      await redis.set(keyOf(key), value, 'PX', toTtlMs(ttlSeconds));
    },
    async delete(key) {
      await redis.del(keyOf(key));
    },
    setIfAbsent: async (key, value, ttlSeconds) =>
      (await redis.set(keyOf(key), value, 'PX', toTtlMs(ttlSeconds), 'NX')) === 'OK',
    async getOrLoad(key, ttlSeconds, load) {
      const ttlMs = toTtlMs(ttlSeconds);
      return oncePerProcess(key, async () => {
        try {
          return await loadOnce(key, ttlMs, load);
        } catch (error) {
          if (error instanceof LoadFailure) throw error.cause;
          // Redis is away: its cache is missed, what it would hold is not.
          return load();
        }
      });
    },
  };
}

/** Tells a loader's own failure apart from one of Redis. */
class LoadFailure extends Error {}

async function attempt(load: () => Promise<string>): Promise<string> {
  try {
    return await load();
  } catch (cause) {
    throw new LoadFailure('the loader failed', { cause });
  }
}
