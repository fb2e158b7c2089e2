/** On which side of the one who answers a request is when something happens to it. */
export const phases = ['before', 'after'] as const;
export type Phase = (typeof phases)[number];

/** A request of this kind goes by. */
export interface Passage {
  readonly step: string;
  readonly phase: Phase;
}

/** Asked at every passage of a door; the request, or its answer, goes on when this resolves. */
export type Watch = (passage: Passage) => Promise<void>;

const comesMsMax = 90_000;

/** Lets everything pass until armed; then the first passage of its kind sets it off, once. */
export interface Trap {
  readonly watch: Watch;
  /**
   * Resolves when `act` has been done; the request that set it off stands still meanwhile. Rejects when `act` does,
   * and when no such request comes in time.
   */
  arm(passage: Passage, act: () => Promise<void>): Promise<void>;
  disarm(): void;
}

export function createTrap(): Trap {
  let armed: { passage: Passage; set: () => Promise<void> } | undefined;
  return {
    async watch({ step, phase }) {
      if (armed?.passage.step !== step || armed.passage.phase !== phase) return;
      const { set } = armed;
      armed = undefined;
      await set();
    },
    arm: (passage, act) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`nothing came by ${passage.phase} "${passage.step}"`)),
          comesMsMax,
        );
        const set = () => {
          clearTimeout(late);
          return act().then(resolve, reject);
        };
        armed = { passage, set };
      }),
    disarm() {
      armed = undefined;
    },
  };
}
