import { setTimeout as sleep } from 'node:timers/promises';
import { RefusedError } from '@ticketing/testing';

/** Of somebody who sends a request again until it is answered well. */
export interface Patience {
  /** Rejects when the time is over; undefined is no answer yet. */
  atLast<Reply>(request: () => Promise<Reply | undefined>): Promise<Reply>;
  /** How often what was refused, or broke, meanwhile; `unreachable` counts connections that failed. */
  readonly refusals: Readonly<Record<string, number>>;
}

const pauseMs = 150;

/** `withinMs`: for all requests together, from now on. */
export function createPatience(withinMs: number): Patience {
  const deadline = performance.now() + withinMs;
  const refusals: Record<string, number> = {};
  return {
    refusals,
    async atLast<Reply>(request: () => Promise<Reply | undefined>): Promise<Reply> {
      for (;;) {
        try {
          const reply = await request();
          if (reply !== undefined) return reply;
        } catch (error) {
          const code = error instanceof RefusedError ? error.code : 'unreachable';
          refusals[code] = (refusals[code] ?? 0) + 1;
        }
        if (performance.now() > deadline) {
          throw new Error(`not in ${withinMs} ms: ${request}; ${JSON.stringify(refusals)}`);
        }
        await sleep(pauseMs);
      }
    },
  };
}
