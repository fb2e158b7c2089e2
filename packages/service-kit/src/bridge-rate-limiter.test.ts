import type { RateLimiter } from '@ticketing/key-value-store';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { bridgeRateLimiter } from './bridge-rate-limiter.ts';
import { createLogger } from './logger.ts';

const allowed = { allowed: true, remaining: 99, retryAfterSeconds: 0 };

test('while the shared store is away limits are counted alone, and shared again afterwards', async () => {
  let isAway = false;
  const shared: RateLimiter = {
    async take() {
      if (isAway) throw new Error('Connection is closed');
      return allowed;
    },
    async giveBack() {
      if (isAway) throw new Error('Connection is closed');
    },
  };
  const registry = new Registry();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const limiter = bridgeRateLimiter(shared, { registry, logger });
  expect(await limiter.take('key', 2, 60)).toBe(allowed);

  isAway = true;
  const decisions = [];
  for (let nth = 0; nth < 3; nth += 1) decisions.push(await limiter.take('key', 2, 60));
  expect(decisions.map((decision) => decision.allowed)).toEqual([true, true, false]);
  await limiter.giveBack('key', 2, 60);
  expect((await limiter.take('key', 2, 60)).allowed).toBe(true);
  expect(await registry.metrics()).toContain('rate_limits_counted_alone_total 5');

  isAway = false;
  expect(await limiter.take('key', 2, 60)).toBe(allowed);
});

test('a limit that is none is a mistake, and no outage', async () => {
  const refuse = () => Promise.reject(new RangeError('no limit'));
  const shared: RateLimiter = { take: refuse, giveBack: refuse };
  const registry = new Registry();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const limiter = bridgeRateLimiter(shared, { registry, logger });
  await expect(limiter.take('key', 0, 60)).rejects.toThrow(RangeError);
});
