/** Items by time, in whatever order they come: a binary heap. */
export interface TimeHeap<Item> {
  add(atMs: number, item: Item): void;
  /** Takes out the earliest item. */
  take(): Item | undefined;
  /** When the earliest item is due; Infinity when empty. */
  nextAtMs(): number;
}

export function createTimeHeap<Item>(): TimeHeap<Item> {
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

  function take(): Item | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sinkFromTop(last);
    return first?.item;
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

  return { add, take, nextAtMs: () => heap[0]?.atMs ?? Number.POSITIVE_INFINITY };
}
