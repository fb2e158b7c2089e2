import { arrivalSlotMs, arrivalWindowSecondsMax } from './limits.ts';

/** Counts arrivals over the last seconds, to the tenth of a second. */
export interface ArrivalCounter {
  /** Counts one arrival at `nowMs`; returns the arrivals of the window that ends now. */
  count(nowMs: number, windowSeconds: number): number;
}

export function createArrivalCounter(): ArrivalCounter {
  /** Slots in which somebody arrived, and how many had arrived before each of them began. */
  let slots: number[] = [];
  let arrivedBefore: number[] = [];
  let arrived = 0;

  function dropOlderThan(slot: number): void {
    const kept = firstIndexFrom(slots, slot);
    if (kept < 10_000) return;
    slots = slots.slice(kept);
    arrivedBefore = arrivedBefore.slice(kept);
  }

  return {
    count(nowMs, windowSeconds) {
      const slot = Math.floor(nowMs / arrivalSlotMs);
      if (slots.at(-1) !== slot) {
        dropOlderThan(slot - (arrivalWindowSecondsMax * 1000) / arrivalSlotMs);
        slots.push(slot);
        arrivedBefore.push(arrived);
      }
      arrived += 1;
      const windowSlots = Math.max(1, Math.round((windowSeconds * 1000) / arrivalSlotMs));
      const oldest = slot - windowSlots + 1;
      return arrived - (arrivedBefore[firstIndexFrom(slots, oldest)] ?? 0);
    },
  };
}

/** The index of the first number that is at least `from`; the numbers rise. */
function firstIndexFrom(numbers: readonly number[], from: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
