import { Redis } from 'ioredis';
import { toTtlMs } from './check-input.ts';
import { redisCommandMsMax } from './limits.ts';
import type { Cache, KeyValueStore, RateLimiter } from './port.ts';
import { createRedisFanout } from './redis-fanout.ts';
import { runScript, takeTokenScript } from './redis-scripts.ts';
import { createRedisWaitingRooms } from './redis-waiting-rooms.ts';
import { checkAllowance } from './token-bucket.ts';

export interface RedisKeyValueStoreOptions {
  /** `redis://` or `rediss://` with user, password and database where needed. */
  readonly url: string;
}

/**
 * The key-value store on Redis 7 or Valkey, shared by all gateways. Rejects when it cannot connect.
 * Later losses are bridged by reconnecting; meanwhile calls reject within `redisCommandMsMax`.
 * Waiting rooms need a Redis that keeps its data (`appendonly yes`) and does not evict keys
 * without expiry (any `volatile-*` policy or `noeviction`).
 */
export async function openRedisKeyValueStore(
  options: RedisKeyValueStoreOptions,
): Promise<KeyValueStore> {
  const redis = new Redis(options.url, {
    lazyConnect: true,
    commandTimeout: redisCommandMsMax,
    maxRetriesPerRequest: 1,
    // Reads of one turn travel together; scripts are slower that way.
    enableAutoPipelining: true,
    autoPipeliningIgnoredCommands: ['evalsha', 'eval'],
  });
  const subscriber = new Redis(options.url, { lazyConnect: true, maxRetriesPerRequest: null });
  // Each reconnect attempt that fails is such an event. The callers' rejections and `ping` tell.
  for (const connection of [redis, subscriber]) connection.on('error', () => undefined);
  try {
    await Promise.all([redis.connect(), subscriber.connect()]);
  } catch (error) {
    redis.disconnect();
    subscriber.disconnect();
    throw new Error('Redis is out of reach', { cause: error });
  }

  return {
    rateLimiter: createRedisRateLimiter(redis),
    cache: createRedisCache(redis),
    fanout: createRedisFanout(redis, subscriber),
    waitingRooms: createRedisWaitingRooms(redis),
    async ping() {
      await redis.ping();
    },
    async close() {
      subscriber.disconnect();
      // Lets the answers under way arrive; what cannot be closed in order is cut.
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

function createRedisRateLimiter(redis: Redis): RateLimiter {
  return {
    async take(key, limit, windowSeconds) {
      checkAllowance(limit, windowSeconds);
      const answer = await runScript(
        redis,
        takeTokenScript,
        [`ticketing:limit:${key}`],
        [windowSeconds * 1000, limit],
      );
      const [allowed, remaining, waitMs] = answer as [number, number, string];
      return { allowed: allowed === 1, remaining, retryAfterSeconds: Number(waitMs) / 1000 };
    },
  };
}

function createRedisCache(redis: Redis): Cache {
  const keyOf = (key: string): string => `ticketing:cache:${key}`;
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
  };
}
