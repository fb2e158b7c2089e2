import type { ServerResponse } from 'node:http';

/** An answer that is under way. */
type UnderWay = Pick<ServerResponse, 'headersSent' | 'setHeader'>;

/** Requests that are being answered, and the end of taking more. */
export interface Draining {
  readonly isDraining: () => boolean;
  /** Nothing is taken any more. */
  readonly hasEnded: () => boolean;
  /** Aborted when the service begins to close; streams end then. */
  readonly signal: AbortSignal;
  enter(response: UnderWay): void;
  leave(response: UnderWay): void;
  /** Begins to drain. Resolves with the requests left over when the last one ended or time is up. */
  drain(msMax: number): Promise<number>;
}

export function createDraining(): Draining {
  const closing = new AbortController();
  const inHand = new Set<UnderWay>();
  let ended = false;
  let whenEmpty: (() => void) | undefined;

  function waitUntilEmpty(msMax: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, msMax);
      whenEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    isDraining: () => closing.signal.aborted,
    hasEnded: () => ended,
    signal: closing.signal,
    enter(response) {
      inHand.add(response);
    },
    leave(response) {
      inHand.delete(response);
      if (inHand.size === 0) whenEmpty?.();
    },
    async drain(msMax) {
      // A caller that keeps the connection would send its next request into the void.
      for (const response of inHand) {
        if (!response.headersSent) response.setHeader('connection', 'close');
      }
      closing.abort();
      if (inHand.size > 0) await waitUntilEmpty(msMax);
      ended = true;
      return inHand.size;
    },
  };
}
