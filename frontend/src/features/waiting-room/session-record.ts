/** A value kept in the browser's storage under one key; without storage it lasts as long as the page. */
export interface StoredRecord<Value> {
  read(key: string): Value | undefined;
  write(key: string, value: Value): void;
  remove(key: string): void;
}

/** @param parse gives undefined for anything that is not a value of ours */
export function storedRecord<Value>(
  prefix: string,
  storage: () => Storage,
  parse: (stored: unknown) => Value | undefined,
): StoredRecord<Value> {
  const memory = new Map<string, Value>();
  return {
    read(key) {
      try {
        const text = storage().getItem(prefix + key);
        return text === null ? undefined : parse(JSON.parse(text));
      } catch {
        return memory.get(key);
      }
    },
    write(key, value) {
      memory.set(key, value);
      try {
        storage().setItem(prefix + key, JSON.stringify(value));
      } catch {
        // Private modes may forbid storage; `memory` has it.
      }
    },
    remove(key) {
      memory.delete(key);
      try {
        storage().removeItem(prefix + key);
      } catch {
        // Nothing was stored then.
      }
    },
  };
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
