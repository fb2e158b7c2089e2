/** Which of many positions, taken in rising order, are all finished from the start on. */
export interface FinishedPrefix {
  add(position: number): PrefixEntry;
  /** Returns whether the finished part from the start on grew. */
  finish(entry: PrefixEntry): boolean;
  /** The highest position up to which all are finished. */
  upTo(): number;
  /** Positions taken and above `upTo`. */
  size(): number;
}

export interface PrefixEntry {
  readonly position: number;
  finished: boolean;
}

export function createFinishedPrefix(startPosition: number): FinishedPrefix {
  let entries: PrefixEntry[] = [];
  /** The first entry that still counts. */
  let head = 0;
  let upTo = startPosition;

  return {
    add(position) {
      const entry = { position, finished: false };
      entries.push(entry);
      return entry;
    },
    finish(entry) {
      entry.finished = true;
      const before = upTo;
      for (let next = entries[head]; next?.finished; next = entries[head]) {
        upTo = next.position;
        head += 1;
      }
      // Cut the finished part off now and then: shifting one by one would copy the array each time.
      if (head > 1_000) {
        entries = entries.slice(head);
        head = 0;
      }
      return upTo !== before;
    },
    upTo: () => upTo,
    size: () => entries.length - head,
  };
}
