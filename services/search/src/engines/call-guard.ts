import { ApiError, type Clock } from '@ticketing/service-kit';

/** Calls in hand at once; more are refused, so that a silent engine gathers no heap of them. */
const callsMax = 64;
/** Failures in a row after which nobody is kept waiting. */
const failuresMax = 3;
/** How long nobody asks then; it doubles while the one who tries fails. */
const pauseMsFirst = 500;
const pauseMsMax = 8_000;

export interface CallGuardOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Whether an error means that the engine is away, and not that the question was wrong. */
  readonly isAway: (error: unknown) => boolean;
}

export type CallGuard = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

/**
 * A circuit breaker over an engine that people wait for. Rejects with service_unavailable, which says
 * when to come again: at once while the engine is known to be away or has its hands full, else
 * when the call itself finds it so. After a pause one call tries; when it succeeds, all may again.
 */
export function createCallGuard({ clock, isAway }: CallGuardOptions): CallGuard {
  let inHand = 0;
  let failures = 0;
  let pauseMs = pauseMsFirst;
  let closedUntilMs = 0;
  let someoneTries = false;

  const isBroken = () => failures >= failuresMax;

  function refuse(cause?: unknown): ApiError {
    const waitMs = isBroken() ? Math.max(closedUntilMs - clock.now().getTime(), 0) : 0;
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    const detail = 'Search is not available right now';
    return new ApiError('service_unavailable', detail, { retryAfterSeconds }, { cause });
  }

  function noteFailure(): void {
    failures += 1;
    if (!isBroken()) return;
    closedUntilMs = clock.now().getTime() + pauseMs;
    pauseMs = Math.min(pauseMs * 2, pauseMsMax);
  }

  function noteAnswer(): void {
    failures = 0;
    pauseMs = pauseMsFirst;
  }

  return async (call) => {
    const tries = isBroken();
    const isClosed = tries && (someoneTries || clock.now().getTime() < closedUntilMs);
    if (isClosed || inHand >= callsMax) throw refuse();
    someoneTries = tries;
    inHand += 1;
    try {
      const answer = await call();
      noteAnswer();
      return answer;
    } catch (error) {
      if (!isAway(error)) {
        noteAnswer();
        throw error;
      }
      noteFailure();
      throw refuse(error);
    } finally {
      inHand -= 1;
      if (tries) someoneTries = false;
    }
  };
}
