import { setImmediate as nextTurn } from 'node:timers/promises';

/** When things run, apart from the clock: a simulation has a scheduler of its own. */
export interface Scheduler {
  /** Milliseconds that only grow; for distances, never for dates. */
  monotonicMs(): number;
  /** Resolves after everything that has arrived by now. */
  nextTurn(): Promise<void>;
  /** Runs the work once, later. Returns how to call it off. */
  after(ms: number, work: () => void): () => void;
}

export const systemScheduler: Scheduler = {
  monotonicMs: () => performance.now(),
  nextTurn: () => nextTurn(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
