/** Requests that are being answered, and the end of taking more. */
export interface Draining {
  readonly isDraining: () => boolean;
  /** Aborted when the service begins to close; streams end then. */
  readonly signal: AbortSignal;
  enter(): void;
  leave(): void;
  /** Begins to drain. Resolves with the requests left over when the last one ended or time is up. */
  drain(msMax: number): Promise<number>;
}

export function createDraining(): Draining {
  const closing = new AbortController();
  let inFlight = 0;
  let whenEmpty: (() => void) | undefined;
  return {
    isDraining: () => closing.signal.aborted,
    signal: closing.signal,
    enter() {
      inFlight += 1;
    },
    leave() {
      inFlight -= 1;
      if (inFlight === 0) whenEmpty?.();
    },
    async drain(msMax) {
      closing.abort();
      if (inFlight === 0) return 0;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, msMax);
        whenEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      return inFlight;
    },
  };
}
