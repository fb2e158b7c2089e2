/** One mistake: where it is (RFC 6901, as a URI fragment: `#/events/3/performances/0/startsAt`). */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Faults named in one reply; the rest is counted. */
const FAULTS_NAMED_MAX = 200;

/**
 * Faults looked for in one reading; a file of rubbish must not fill the memory with descriptions of
 * it.
 */
export const FAULTS_FOUND_MAX = 10_000;

/** Adds faults up to `FAULTS_FOUND_MAX`; the rest is dropped. */
export function addFaults(faults: Fault[], more: readonly Fault[]): void {
  for (const fault of more) {
    if (faults.length >= FAULTS_FOUND_MAX) return;
    faults.push(fault);
  }
}

/** A member's name as a part of a pointer, cut when it is absurdly long. */
export const pointerPart = (name: string): string =>
  name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');

/** The members of a problem document that name the faults. */
export function describeFaults(faults: readonly Fault[]): {
  errors: readonly Fault[];
  moreErrors?: number;
} {
  const more = faults.length - FAULTS_NAMED_MAX;
  return {
    errors: faults.slice(0, FAULTS_NAMED_MAX),
    ...(more > 0 && { moreErrors: more }),
  };
}

/** Names every later member of `items` that has the key of an earlier one. */
export function findDuplicates<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  describe: (index: number, firstIndex: number) => Fault,
): Fault[] {
  const firstAt = new Map<string, number>();
  const faults: Fault[] = [];
  items.forEach((item, index) => {
    const key = keyOf(item);
    const first = firstAt.get(key);
    if (first === undefined) firstAt.set(key, index);
    else faults.push(describe(index, first));
  });
  return faults;
}
