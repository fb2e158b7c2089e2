/**
 * Keeps what was asked for last, within a weight; whoever asks while a value loads shares its load.
 */
export interface Lru<Value> {
  /** The value of a key, loaded when it is not at hand. A load that rejects is not kept. */
  getOrLoad(key: string, load: () => Promise<Value>): Promise<Value>;
  delete(key: string): void;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  weight: number;
}

/** Makes a cache of at most `weightMax`; `weigh` gives a value's weight once it is loaded. */
export function createLru<Value>(weightMax: number, weigh: (value: Value) => number): Lru<Value> {
  // A Map keeps the order of insertion: the first key is the one that was asked for longest ago.
  const entries = new Map<string, Entry<Value>>();
  let weight = 0;

  function remove(key: string): void {
    weight -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  function settle(key: string, entry: Entry<Value>, value: Value): void {
    if (entries.get(key) !== entry) return;
    entry.weight = weigh(value);
    weight += entry.weight;
    for (const oldest of entries.keys()) {
      if (weight <= weightMax || oldest === key) break;
      remove(oldest);
    }
  }

  return {
    getOrLoad(key, load) {
      const known = entries.get(key);
      if (known !== undefined) {
        entries.delete(key);
        entries.set(key, known);
        return known.value;
      }
      const value = load();
      const entry = { value, weight: 0 };
      entries.set(key, entry);
      value.then(
        (loaded) => settle(key, entry, loaded),
        () => {
          if (entries.get(key) === entry) remove(key);
        },
      );
      return value;
    },
    delete: remove,
  };
}
