/** A bell that stays rung until somebody waits for it, so that no ring is missed. */
export interface Signal {
  ring(): void;
  /** Resolves at the next ring (at once when it rang since the last wait), or after `waitMs`. */
  wait(waitMs: number): Promise<void>;
}

export function createSignal(): Signal {
  let rung = false;
  let release: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      release?.();
    },
    async wait(waitMs) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          release = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      release = undefined;
      rung = false;
    },
  };
}
