/** Draws numbers from 0 up to 1; the same seed draws the same ones. */
export type Random = () => number;

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to draw by. */
export function seededRandom(seed: number): Random {
  // Seeds of neighbouring events may be neighbours; spread them before the first draw.
  let state = Math.imul((seed ^ (seed >>> 15)) >>> 0, 0x2c1b3c6d) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number from `min` up to `max`. */
export const between = (random: Random, min: number, max: number): number =>
  min + (max - min) * random();

/** One of `choices`. */
export function pick<Choice>(random: Random, choices: readonly [Choice, ...Choice[]]): Choice {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}
