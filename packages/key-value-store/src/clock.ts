/** Milliseconds since 1970. Differences count, so the system's clock must not jump inside. */
export interface Clock {
  now(): number;
}

/** Starts from the system's time and goes on evenly, whatever is done to the system's time. */
export const steadyClock: Clock = { now: () => performance.timeOrigin + performance.now() };
