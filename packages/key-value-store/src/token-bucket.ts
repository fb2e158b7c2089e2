import type { RateLimitDecision } from './port.ts';

/**
 * A token bucket as one number (GCRA, ITU-T I.371): the instant at which it will be full again.
 * Each call moves that instant ahead by the time one token takes to come back; a call that would
 * move it more than a whole window ahead is refused and moves nothing.
 */
export interface BucketStep {
  readonly fullAtMs: number;
  readonly decision: RateLimitDecision;
}

/** Rounding of floating point must not cost a caller his last token. */
const roundingMs = 1e-3;

export function takeToken(
  fullAtMs: number | undefined,
  nowMs: number,
  allowance: { limit: number; windowSeconds: number },
): BucketStep {
  const windowMs = allowance.windowSeconds * 1000;
  const tokenMs = windowMs / allowance.limit;
  const from = Math.max(fullAtMs ?? 0, nowMs);
  const next = from + tokenMs;
  const missingMs = next - nowMs - windowMs;
  if (missingMs > roundingMs) {
    const decision = { allowed: false, remaining: 0, retryAfterSeconds: missingMs / 1000 };
    return { fullAtMs: from, decision };
  }
  const remaining = Math.max(0, Math.floor((windowMs - (next - nowMs) + roundingMs) / tokenMs));
  const retryAfterSeconds = (next - nowMs) / 1000;
  return { fullAtMs: next, decision: { allowed: true, remaining, retryAfterSeconds } };
}

/** When the bucket is full again after a token came back; undefined: it is full now. */
export function returnToken(
  fullAtMs: number | undefined,
  nowMs: number,
  allowance: { limit: number; windowSeconds: number },
): number | undefined {
  const next = (fullAtMs ?? 0) - (allowance.windowSeconds * 1000) / allowance.limit;
  return next > nowMs ? next : undefined;
}

/** Throws RangeError unless both are positive and the limit is whole. */
export function checkAllowance(limit: number, windowSeconds: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1 || !(windowSeconds > 0)) {
    throw new RangeError(`no rate limit: ${limit} calls in ${windowSeconds} s`);
  }
}
