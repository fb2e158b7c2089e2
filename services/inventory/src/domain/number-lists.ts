import { widen } from './text-rows.ts';

/** Short lists of whole numbers, one behind the other in one column. */
export interface NumberLists {
  /** Where the list stands from now on. */
  add(numbers: readonly number[]): number;
  /** The place may be another list's from now on. */
  remove(place: number, length: number): void;
  /** A copy. */
  read(place: number, length: number): number[];
}

const none = -1;

/** @param expected how many numbers it shall take without having to grow. */
export function createNumberLists(expected: number): NumberLists {
  let column = new Int32Array(Math.max(1, expected));
  let end = 0;
  /** By length: the place of a list that was removed, which holds the place of the next one. */
  const removed: number[] = [];

  function placeFor(length: number): number {
    const free = removed[length] ?? none;
    if (length > 0 && free !== none) {
      removed[length] = column[free] as number;
      return free;
    }
    const place = end;
    end += length;
    while (end > column.length) column = widen(column, new Int32Array(column.length * 2));
    return place;
  }

  return {
    add(numbers) {
      const place = placeFor(numbers.length);
      for (let i = 0; i < numbers.length; i += 1) column[place + i] = numbers[i] as number;
      return place;
    },
    remove(place, length) {
      if (length === 0) return;
      while (removed.length <= length) removed.push(none);
      column[place] = removed[length] as number;
      removed[length] = place;
    },
    read(place, length) {
      const numbers = new Array<number>(length);
      for (let i = 0; i < length; i += 1) numbers[i] = column[place + i] as number;
      return numbers;
    },
  };
}
