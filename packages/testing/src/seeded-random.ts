/** Randomness that a printed seed brings back. */
export interface SeededRandom {
  readonly seed: number;
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** A new list in another order. */
  shuffle<Item>(items: readonly Item[]): Item[];
  fill(bytes: Uint8Array): void;
}

/** The days since 1970: all runs of a day choose the same, so that a red one can be looked into. */
export const seedOfToday = (): number => Math.floor(Date.now() / 86_400_000);

/** sfc32 (Chris Doty-Humphrey's small fast counter), warmed up over the seed. */
export function seededRandom(seed: number): SeededRandom {
  let [a, b, c, counter] = [0, seed | 0, Math.trunc(seed / 2 ** 32) | 0, 1];

  function nextInteger(): number {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  }
  for (let i = 0; i < 12; i += 1) nextInteger();

  const next = () => nextInteger() / 2 ** 32;
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    seed,
    next,
    integer,
    chance: (probability) => next() < probability,
    pick<Item>(items: readonly Item[]) {
      if (items.length === 0) throw new RangeError('There is nothing to pick from');
      return items[integer(0, items.length - 1)] as Item;
    },
    shuffle(items) {
      const mixed = [...items];
      for (let last = mixed.length - 1; last > 0; last -= 1) {
        const other = integer(0, last);
        [mixed[last], mixed[other]] = [mixed[other] as never, mixed[last] as never];
      }
      return mixed;
    },
    fill(bytes) {
      for (let i = 0; i < bytes.length; i += 1) bytes[i] = nextInteger() & 255;
    },
  };
}
