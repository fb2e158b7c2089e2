import type { RateLimiter } from '@ticketing/key-value-store';
import { createInProcessRateLimiter } from '@ticketing/key-value-store/in-process-rate-limiter';
import { Counter, type Registry } from 'prom-client';
import type { Logger } from './logger.ts';

/**
 * A limiter that never fails: while the shared store does not answer, this process counts by itself. A
 * caller is then allowed as much at each instance, which is better than to let everybody or nobody in.
 */
export function bridgeRateLimiter(
  shared: RateLimiter,
  { registry, logger }: { readonly registry: Registry; readonly logger: Logger },
): RateLimiter {
  const own = createInProcessRateLimiter();
  const bridged = new Counter({
    name: 'rate_limits_counted_alone_total',
    help: 'Calls counted by this process alone, because the shared store did not answer',
    registers: [registry],
  });
  let isAway = false;

  /** Asks the shared store, or counts alone while it is away. */
  async function ask<Answer>(work: (limiter: RateLimiter) => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await work(shared);
      if (isAway) logger.info('rate limits are shared again');
      isAway = false;
      return answer;
    } catch (error) {
      if (error instanceof RangeError) throw error;
      // Once an outage: it may last for a million calls.
      if (!isAway) logger.warn({ err: error }, 'rate limits are counted by this process alone');
      isAway = true;
      bridged.inc();
      return work(own);
    }
  }

  return {
    take: (...call) => ask((limiter) => limiter.take(...call)),
    giveBack: (...call) => ask((limiter) => limiter.giveBack(...call)),
  };
}
