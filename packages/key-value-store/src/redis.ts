import { Redis } from 'ioredis';
import {
  redisCommandMsMax,
  redisConnectMsMax,
  redisListenerPingMs,
  redisReconnectMsMax,
  redisSilenceMsMax,
} from './limits.ts';
import type { KeyValueStore, RateLimiter } from './port.ts';
import { createRedisCache } from './redis-cache.ts';
import { createRedisFanout } from './redis-fanout.ts';
import { returnTokenScript, runScript, takeTokenScript } from './redis-scripts.ts';
import { createRedisWaitingRooms } from './redis-waiting-rooms.ts';
import { checkAllowance } from './token-bucket.ts';

export interface RedisKeyValueStoreOptions {
  /** `redis://` or `rediss://` with user, password and database where needed. */
  readonly url: string;
}

/**
 * The key-value store on Redis 7 or Valkey, shared by all gateways. Rejects when it cannot connect.
 * Later losses are bridged by reconnecting; meanwhile calls reject: those under way within
 * `redisCommandMsMax`, later ones at once.
 * Waiting rooms need a Redis that keeps its data (`appendonly yes`) and does not evict keys
 * without expiry (any `volatile-*` policy or `noeviction`).
 */
export async function openRedisKeyValueStore(
  options: RedisKeyValueStoreOptions,
): Promise<KeyValueStore> {
  const shared = {
    lazyConnect: true,
    socketTimeout: redisSilenceMsMax,
    retryStrategy: (attempts: number) => Math.min(50 * attempts, redisReconnectMsMax),
  };
  const redis = new Redis(options.url, {
    ...shared,
    commandTimeout: redisCommandMsMax,
    maxRetriesPerRequest: 0,
    // While Redis is away a call rejects at once: the requests behind it have no time to wait in line.
    enableOfflineQueue: false,
    // Reads of one turn travel together; scripts are slower that way.
    enableAutoPipelining: true,
    autoPipeliningIgnoredCommands: ['evalsha', 'eval'],
  });
  const subscriber = new Redis(options.url, { ...shared, maxRetriesPerRequest: null });
  // Each reconnect attempt that fails is such an event. The callers' rejections and `ping` tell.
  let lastError: unknown;
  for (const connection of [redis, subscriber]) {
    connection.on('error', (error) => {
      lastError = error;
    });
  }
  try {
    await connectInTime(redis, subscriber);
  } catch (error) {
    redis.disconnect();
    subscriber.disconnect();
    // What the connection met says more than that it is closed.
    const cause = lastError ?? error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Redis is out of reach: ${reason}`, { cause });
  }
  // Nothing else would show that the other end has gone without a word.
  const listening = setInterval(() => {
    subscriber.ping().catch(() => undefined);
  }, redisListenerPingMs);
  listening.unref();

  return {
    rateLimiter: createRedisRateLimiter(redis),
    cache: createRedisCache(redis),
    fanout: createRedisFanout(redis, subscriber),
    waitingRooms: createRedisWaitingRooms(redis),
    async ping() {
      // A full Redis still answers, but keeps nothing.
      await redis.set('ticketing:ping', '1', 'PX', redisCommandMsMax);
    },
    async close() {
      clearInterval(listening);
      subscriber.disconnect();
      // Lets the answers under way arrive; what cannot be closed in order is cut.
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

async function connectInTime(...connections: readonly Redis[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`no answer within ${redisConnectMsMax} ms`);
    timer = setTimeout(() => reject(error), redisConnectMsMax);
  });
  try {
    await Promise.race([Promise.all(connections.map((each) => each.connect())), late]);
  } finally {
    clearTimeout(timer);
  }
}

const bucketOf = (key: string): string[] => [`ticketing:limit:${key}`];

function createRedisRateLimiter(redis: Redis): RateLimiter {
  return {
    async take(key, limit, windowSeconds) {
      checkAllowance(limit, windowSeconds);
      const answer = await runScript(redis, takeTokenScript, bucketOf(key), [
        windowSeconds * 1000,
        limit,
      ]);
      const [allowed, remaining, waitMs] = answer as [number, number, string];
      return { allowed: allowed === 1, remaining, retryAfterSeconds: Number(waitMs) / 1000 };
    },
    async giveBack(key, limit, windowSeconds) {
      checkAllowance(limit, windowSeconds);
      await runScript(redis, returnTokenScript, bucketOf(key), [windowSeconds * 1000, limit]);
    },
  };
}
