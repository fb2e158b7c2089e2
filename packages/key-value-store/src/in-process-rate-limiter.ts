import { type Clock, steadyClock } from './clock.ts';
import { rateLimitKeysMax } from './limits.ts';
import type { RateLimiter } from './port.ts';
import { checkAllowance, returnToken, takeToken } from './token-bucket.ts';

export function createInProcessRateLimiter(clock: Clock = steadyClock): RateLimiter {
  const fullAtMsByKey = new Map<string, number>();

  /** Full buckets are as good as none. When all are in use, the oldest callers are let off. */
  function makeRoom(nowMs: number): void {
    for (const [key, fullAtMs] of fullAtMsByKey) if (fullAtMs <= nowMs) fullAtMsByKey.delete(key);
    const keysKept = rateLimitKeysMax * 0.9;
    for (const key of fullAtMsByKey.keys()) {
      if (fullAtMsByKey.size <= keysKept) break;
      fullAtMsByKey.delete(key);
    }
  }

  return {
    async take(key, limit, windowSeconds) {
      checkAllowance(limit, windowSeconds);
      const nowMs = clock.now();
      const before = fullAtMsByKey.get(key);
      if (before === undefined && fullAtMsByKey.size >= rateLimitKeysMax) makeRoom(nowMs);
      const step = takeToken(before, nowMs, { limit, windowSeconds });
      fullAtMsByKey.set(key, step.fullAtMs);
      return step.decision;
    },
    async giveBack(key, limit, windowSeconds) {
      checkAllowance(limit, windowSeconds);
      const fullAtMs = returnToken(fullAtMsByKey.get(key), clock.now(), { limit, windowSeconds });
      if (fullAtMs === undefined) fullAtMsByKey.delete(key);
      else fullAtMsByKey.set(key, fullAtMs);
    },
  };
}
