import type { Clock } from '@ticketing/service-kit';

export interface FixedClock extends Clock {
  /** Moves time on and ends the sleeps that are over by then, in their order. */
  advance(ms: number): Promise<void>;
  /** Sleeps that have not ended, so that a test can see that somebody waits. */
  readonly sleeping: number;
}

interface Sleep {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until the test moves it. `start` is an ISO 8601 instant. */
export function fixedClock(start: string | Date = '2026-07-03T11:00:00.000Z'): FixedClock {
  let nowMs = new Date(start).getTime();
  if (Number.isNaN(nowMs)) throw new RangeError(`${String(start)} is not an instant`);
  let sleeps: Sleep[] = [];

  return {
    now: () => new Date(nowMs),
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const leave = () => {
          sleeps = sleeps.filter((other) => other !== sleep);
          signal?.removeEventListener('abort', abort);
        };
        const abort = () => {
          leave();
          reject(signal?.reason);
        };
        const wake = () => {
          leave();
          resolve();
        };
        const sleep = { untilMs: nowMs + ms, wake };
        sleeps.push(sleep);
        signal?.addEventListener('abort', abort);
      });
    },
    async advance(ms) {
      const targetMs = nowMs + ms;
      for (;;) {
        const next = sleeps
          .filter(({ untilMs }) => untilMs <= targetMs)
          .sort((a, b) => a.untilMs - b.untilMs)[0];
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.untilMs);
        next.wake();
        // Who was woken may sleep again before the target; let it come to that.
        await new Promise((resolve) => setImmediate(resolve));
      }
      nowMs = targetMs;
    },
    get sleeping() {
      return sleeps.length;
    },
  };
}
