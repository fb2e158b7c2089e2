import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import {
  arrivalSlotMs,
  arrivalWindowSecondsMax,
  positionsSkippedMin,
  positionsSkippedPerPeak,
} from './limits.ts';

export interface RedisScript {
  readonly lua: string;
  readonly sha1: string;
}

/** All scripts take the time from Redis, so that gateways with different clocks agree. */
const nowMs = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + time[2] / 1000`;

function script(lua: string): RedisScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}

/**
 * The token bucket of `token-bucket.ts`. KEYS: bucket. ARGV: window in ms, limit.
 * Returns whether it is allowed, what remains, the milliseconds to wait as text.
 */
export const takeTokenScript = script(`${nowMs}
  local window, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
  local token = window / limit
  local from = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
  local next = from + token
  local missing = next - now - window
  if missing > 0.001 then return {0, 0, string.format('%.3f', missing)} end
  redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now))
  local remaining = math.max(0, math.floor((window - (next - now) + 0.001) / token))
  return {1, remaining, string.format('%.3f', next - now)}`);

/** A token comes back. KEYS: bucket. ARGV: window in ms, limit. */
export const returnTokenScript = script(`${nowMs}
  local next = tonumber(redis.call('GET', KEYS[1]) or '0') - tonumber(ARGV[1]) / tonumber(ARGV[2])
  if next > now then redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now))
  else redis.call('DEL', KEYS[1]) end
  return 1`);

/**
 * The next place in line. KEYS: room.
 * A Redis that restarted or took over from another may have lost its last seconds, though their
 * places were given. It is known by its run id, and then as many places are skipped as may have
 * been given in that time, judged by the busiest second (whose memory fades by 2 % a second).
 */
export const nextPositionScript = script(`
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  local second = redis.call('TIME')[1]
  local room = redis.call('HMGET', KEYS[1], 'last', 'run', 'second', 'inSecond', 'peak')
  local last = tonumber(room[1] or '0')
  local inSecond, peak = tonumber(room[4] or '0'), tonumber(room[5] or '0')
  if room[2] and room[2] ~= run then
    last = last + math.max(${positionsSkippedMin}, ${positionsSkippedPerPeak} * peak)
  end
  if room[3] ~= second then
    peak = math.floor(peak * 0.98)
    inSecond = 0
  end
  inSecond = inSecond + 1
  peak = math.max(peak, inSecond)
  last = last + 1
  redis.call('HSET', KEYS[1], 'last', string.format('%.0f', last), 'run', run,
    'second', second, 'inSecond', inSecond, 'peak', peak)
  return last`);

/** KEYS: lock. ARGV: token. Takes a lock away that is still the caller's. */
export const deleteIfEqualScript = script(`
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`);

/** KEYS: room. ARGV: position. Returns what is served afterwards. */
export const advanceServingScript = script(`
  local serving = tonumber(redis.call('HGET', KEYS[1], 'serving') or '0')
  if tonumber(ARGV[1]) > serving then
    serving = tonumber(ARGV[1])
    redis.call('HSET', KEYS[1], 'serving', ARGV[1])
  end
  return serving`);

/** KEYS: sessions. ARGV: session, time to live in ms. */
export const touchSessionScript = script(`${nowMs}
  redis.call('ZADD', KEYS[1], string.format('%.3f', now + ARGV[2]), ARGV[1])
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
  return 1`);

/** KEYS: sessions. Returns how many live. */
export const activeSessionsScript = script(`${nowMs}
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.3f', now))
  return redis.call('ZCARD', KEYS[1])`);

/**
 * Counts an arrival as `arrival-counter.ts` does: slots in which somebody arrived, with the
 * number who had arrived before. KEYS: slots, total. ARGV: window in slots. Returns the window's
 * arrivals.
 */
export const countArrivalScript = script(`${nowMs}
  local slot = math.floor(now / ${arrivalSlotMs})
  local kept = ${(arrivalWindowSecondsMax * 1000) / arrivalSlotMs}
  local arrived = redis.call('INCR', KEYS[2])
  local newest = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  if #newest == 0 or tonumber(newest[2]) < slot then
    redis.call('ZADD', KEYS[1], slot, slot .. ':' .. (arrived - 1))
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', slot - kept - 1)
    redis.call('EXPIRE', KEYS[1], ${2 * arrivalWindowSecondsMax})
    redis.call('EXPIRE', KEYS[2], ${2 * arrivalWindowSecondsMax})
  end
  local oldest = redis.call('ZRANGEBYSCORE', KEYS[1], slot - ARGV[1] + 1, '+inf', 'LIMIT', 0, 1)
  if #oldest == 0 then return 1 end
  return arrived - tonumber(string.match(oldest[1], ':(%d+)$'))`);

/**
 * Runs a script by its hash; sends its text when the server does not know it (yet, or any more).
 */
export async function runScript(
  redis: Redis,
  { lua, sha1 }: RedisScript,
  keys: readonly string[],
  args: readonly (string | number)[] = [],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha1, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return redis.eval(lua, keys.length, ...keys, ...args);
  }
}
