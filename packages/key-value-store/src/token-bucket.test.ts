import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeToken } from './token-bucket.ts';

test('no stretch of any history sees more calls than the limit and the refill', () => {
  const history = fc.record({
    limit: fc.integer({ min: 1, max: 20 }),
    windowSeconds: fc.integer({ min: 1, max: 60 }),
    pausesMs: fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }),
  });
  fc.assert(
    fc.property(history, ({ limit, windowSeconds, pausesMs }) => {
      const allowedAtMs: number[] = [];
      let nowMs = 1_800_000_000_000;
      let fullAtMs: number | undefined;
      for (const pauseMs of pausesMs) {
        nowMs += pauseMs;
        const step = takeToken(fullAtMs, nowMs, { limit, windowSeconds });
        fullAtMs = step.fullAtMs;
        if (step.decision.allowed) allowedAtMs.push(nowMs);
      }
      for (const [first, startMs] of allowedAtMs.entries()) {
        for (const [offset, endMs] of allowedAtMs.slice(first).entries()) {
          const refilled = ((endMs - startMs) / (windowSeconds * 1000)) * limit;
          expect(offset + 1).toBeLessThanOrEqual(limit + refilled + 0.01);
        }
      }
    }),
  );
});

test('a refused call is allowed after the pause it was told, and not before', () => {
  const allowance = { limit: 3, windowSeconds: 7 };
  let fullAtMs: number | undefined;
  for (let n = 0; n < 3; n += 1) fullAtMs = takeToken(fullAtMs, 1_000, allowance).fullAtMs;
  const refused = takeToken(fullAtMs, 1_000, allowance).decision;
  expect(refused.allowed).toBe(false);
  const thenMs = 1_000 + refused.retryAfterSeconds * 1000;
  expect(takeToken(fullAtMs, thenMs - 1, allowance).decision.allowed).toBe(false);
  expect(takeToken(fullAtMs, thenMs, allowance).decision.allowed).toBe(true);
});
