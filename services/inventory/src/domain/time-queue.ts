/** A queue ordered by time, as a binary heap. Adding in order of time costs constant time. */
export interface TimeQueue<Item> {
  add(atMs: number, item: Item): void;
  /** Takes out the earliest item that is due at `nowMs`; undefined when none is. */
  takeDue(nowMs: number): Item | undefined;
  /** When the earliest item is due; Infinity when empty. */
  nextAtMs(): number;
}

export function createTimeQueue<Item>(): TimeQueue<Item> {
  const heap: { readonly atMs: number; readonly item: Item }[] = [];

  function add(atMs: number, item: Item): void {
    const entry = { atMs, item };
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = heap[parentPlace];
      if (parent === undefined || parent.atMs <= atMs) break;
      heap[place] = parent;
      place = parentPlace;
    }
    heap[place] = entry;
  }

  function takeDue(nowMs: number): Item | undefined {
    const first = heap[0];
    if (first === undefined || first.atMs > nowMs) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sinkFromTop(last);
    return first.item;
  }

  function sinkFromTop(entry: { readonly atMs: number; readonly item: Item }): void {
    let place = 0;
    for (;;) {
      let childPlace = 2 * place + 1;
      let child = heap[childPlace];
      if (child === undefined) break;
      const sibling = heap[childPlace + 1];
      if (sibling !== undefined && sibling.atMs < child.atMs) {
        child = sibling;
        childPlace += 1;
      }
      if (child.atMs >= entry.atMs) break;
      heap[place] = child;
      place = childPlace;
    }
    heap[place] = entry;
  }

  return { add, takeDue, nextAtMs: () => heap[0]?.atMs ?? Number.POSITIVE_INFINITY };
}
