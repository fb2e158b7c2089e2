/** The one time of a simulation: what happens next happens now, and nothing waits in truth. */
export interface VirtualTime {
  /** Milliseconds since the epoch, as nobody's clock shows them. */
  nowMs(): number;
  /** Does the work so much later; what is due at the same time is done in the order it was asked for. */
  after(ms: number, work: () => void): void;
  /** Goes on until `isDone`, or until nothing is left to do before `untilMs`. */
  run(untilMs: number, isDone: () => boolean): Promise<void>;
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly work: () => void;
}

const resolved = Promise.resolve();

export function createVirtualTime(startMs: number): VirtualTime {
  const heap: Due[] = [];
  let nowMs = startMs;
  let orders = 0;

  return {
    nowMs: () => nowMs,
    after(ms, work) {
      orders += 1;
      push(heap, { atMs: nowMs + Math.max(0, Math.round(ms)), order: orders, work });
    },
    run(untilMs, isDone) {
      return new Promise((resolve, reject) => {
        function step(): void {
          const next = heap[0];
          if (next === undefined || next.atMs > untilMs || isDone()) {
            if (next === undefined || next.atMs > untilMs) nowMs = Math.max(nowMs, untilMs);
            resolve();
            return;
          }
          pop(heap);
          nowMs = next.atMs;
          try {
            next.work();
          } catch (error) {
            reject(error);
            return;
          }
          // A tick that is asked for by a microtask comes when no microtask is left: all that follows
          // from the work has happened by then, and no turn of the real event loop was spent on it.
          void resolved.then(stepSoon);
        }
        const stepSoon = () => process.nextTick(step);
        step();
      });
    },
  };
}

const isBefore = (a: Due, b: Due): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

function push(heap: Due[], entry: Due): void {
  let place = heap.length;
  heap.push(entry);
  while (place > 0) {
    const parentPlace = (place - 1) >> 1;
    const parent = heap[parentPlace];
    if (parent === undefined || isBefore(parent, entry)) break;
    heap[place] = parent;
    place = parentPlace;
  }
  heap[place] = entry;
}

function pop(heap: Due[]): void {
  const entry = heap.pop();
  if (entry === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    let childPlace = 2 * place + 1;
    let child = heap[childPlace];
    if (child === undefined) break;
    const sibling = heap[childPlace + 1];
    if (sibling !== undefined && isBefore(sibling, child)) {
      child = sibling;
      childPlace += 1;
    }
    if (isBefore(entry, child)) break;
    heap[place] = child;
    place = childPlace;
  }
  heap[place] = entry;
}
