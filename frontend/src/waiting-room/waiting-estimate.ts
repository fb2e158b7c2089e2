/** How long it may still take, in minutes. */
export interface WaitEstimate {
  readonly fromMinutes: number;
  readonly toMinutes: number;
}

/** No estimate is better than this share of itself: people give up, pay slowly, come back. */
const errorShareMin = 0.15;
const ratesMax = 20;

/** Keeps the latest rates (people a minute) that the status told. */
export const rememberRate = (rates: readonly number[], rate: number): readonly number[] =>
  [...rates, rate].slice(-ratesMax);

/**
 * From the people ahead and the rates seen lately. The error is the spread of those rates, the chance of
 * small numbers (a Poisson count's standard deviation), and never less than 15 %.
 * @returns undefined while nobody is being let in
 */
export function estimateWait(ahead: number, rates: readonly number[]): WaitEstimate | undefined {
  const moving = rates.filter((rate) => rate > 0);
  const latest = rates.at(-1) ?? 0;
  if (latest <= 0 || moving.length === 0) return undefined;
  const spread = Math.max(errorShareMin, ahead > 0 ? 1 / Math.sqrt(ahead) : 0);
  const fastest = Math.max(...moving);
  const slowest = Math.min(...moving);
  return {
    fromMinutes: Math.floor((ahead / fastest) * (1 - Math.min(0.5, spread))),
    toMinutes: Math.max(1, Math.ceil((ahead / slowest) * (1 + spread))),
  };
}

/** People ahead of `position`, oneself not counted; never more than was shown before. */
export const peopleAhead = (position: number, serving: number, shown: number | undefined): number =>
  Math.min(Math.max(0, position - serving - 1), shown ?? Infinity);

/** Near the front the stream tells at once; up to here people are near. */
export const nearFront = 100;

/**
 * Milliseconds until the status is read again: 1.5 s near the front, 9 s at the back, spread so that a
 * crowd that arrived together does not ask together. `random` is 0..1.
 */
export function pollIntervalMs(ahead: number, random: number): number {
  const base =
    ahead <= nearFront ? 1_500 : ahead <= 1_000 ? 3_000 : ahead <= 10_000 ? 6_000 : 9_000;
  return Math.round(base * (0.9 + random * 0.2));
}
