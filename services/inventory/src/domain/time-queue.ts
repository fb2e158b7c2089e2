import { createTimeHeap } from './time-heap.ts';

/** A queue ordered by time. What lasts as long as most of the others costs constant time. */
export interface TimeQueue<Item> {
  add(atMs: number, item: Item): void;
  /** Takes out the earliest item that is due at `nowMs`; undefined when none is. */
  takeDue(nowMs: number): Item | undefined;
  /** When the earliest item is due; Infinity when empty. */
  nextAtMs(): number;
}

/** Items that came in the order of their time. Those before `first` are gone. */
interface Line<Item> {
  times: number[];
  items: (Item | undefined)[];
  first: number;
}

/** So that what lasts minutes need not stand behind what lasts days. */
const linesMax = 4;
/** Places that are gone before a line is cut. */
const goneMin = 1_024;

/**
 * Lines, each in order by itself: an item goes behind the latest one that is not after it. What fits behind
 * none goes into a heap.
 */
export function createTimeQueue<Item>(): TimeQueue<Item> {
  const lines = Array.from({ length: linesMax }, (): Line<Item> => {
    return { times: [], items: [], first: 0 };
  });
  const heap = createTimeHeap<Item>();
  /** Asked for with every row of a journal, and seldom due. */
  let nextAtMs = Number.POSITIVE_INFINITY;

  function lineFor(atMs: number): Line<Item> | undefined {
    let nearest: Line<Item> | undefined;
    let nearestMs = Number.NEGATIVE_INFINITY;
    for (const line of lines) {
      const lastMs = line.times.at(-1) ?? Number.NEGATIVE_INFINITY;
      if (lastMs > atMs || (nearest !== undefined && lastMs <= nearestMs)) continue;
      nearest = line;
      nearestMs = lastMs;
    }
    return nearest;
  }

  function earliest(): Line<Item> | undefined {
    let first: Line<Item> | undefined;
    let firstMs = heap.nextAtMs();
    for (const line of lines) {
      const nextMs = nextOf(line);
      if (nextMs >= firstMs) continue;
      first = line;
      firstMs = nextMs;
    }
    return first;
  }

  return {
    add(atMs, item) {
      nextAtMs = Math.min(nextAtMs, atMs);
      const line = lineFor(atMs);
      if (line === undefined) return heap.add(atMs, item);
      line.times.push(atMs);
      line.items.push(item);
    },
    takeDue(nowMs) {
      if (nextAtMs > nowMs) return undefined;
      const line = earliest();
      const item = line === undefined ? heap.take() : takeFrom(line);
      const next = earliest();
      nextAtMs = next === undefined ? heap.nextAtMs() : nextOf(next);
      return item;
    },
    nextAtMs: () => nextAtMs,
  };
}

const nextOf = ({ times, first }: Line<unknown>): number =>
  times[first] ?? Number.POSITIVE_INFINITY;

function takeFrom<Item>(line: Line<Item>): Item | undefined {
  const { items, first } = line;
  const item = items[first];
  items[first] = undefined;
  line.first += 1;
  const isEmpty = line.first === items.length;
  if (isEmpty || (line.first > goneMin && line.first * 2 > items.length)) {
    line.times = line.times.slice(line.first);
    line.items = items.slice(line.first);
    line.first = 0;
  }
  return item;
}
