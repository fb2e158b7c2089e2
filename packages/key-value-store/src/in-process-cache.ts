import { toTtlMs } from './check-input.ts';
import type { Clock } from './clock.ts';
import { cacheBytesMax, cacheEntriesMax } from './limits.ts';
import type { Cache } from './port.ts';
import { createSingleFlight } from './single-flight.ts';

interface Entry {
  readonly value: string;
  readonly expiresAtMs: number;
}

const sizeOf = (key: string, value: string): number => 2 * (key.length + value.length);

/** Keeps what was used last; the Map's order is the order of use. */
export function createInProcessCache(clock: Clock): Cache {
  const entries = new Map<string, Entry>();
  const once = createSingleFlight();
  let bytes = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    bytes -= sizeOf(key, entry.value);
  }

  function read(key: string): string | undefined {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAtMs <= clock.now()) {
      remove(key);
      return undefined;
    }
    entries.delete(key);
    entries.set(key, entry);
    return entry.value;
  }

  function write(key: string, value: string, ttlMs: number): void {
    remove(key);
    entries.set(key, { value, expiresAtMs: clock.now() + ttlMs });
    bytes += sizeOf(key, value);
    for (const oldest of entries.keys()) {
      if (entries.size <= cacheEntriesMax && bytes <= cacheBytesMax) break;
      remove(oldest);
    }
  }

  return {
    get: async (key) => read(key),
    async set(key, value, ttlSeconds) {
      write(key, value, toTtlMs(ttlSeconds));
    },
    async delete(key) {
      remove(key);
    },
    async setIfAbsent(key, value, ttlSeconds) {
      const ttlMs = toTtlMs(ttlSeconds);
      if (read(key) !== undefined) return false;
      write(key, value, ttlMs);
      return true;
    },
    async getOrLoad(key, ttlSeconds, load) {
      const ttlMs = toTtlMs(ttlSeconds);
      const known = read(key);
      if (known !== undefined) return known;
      return once(key, async () => {
        const loaded = await load();
        const newer = read(key);
        if (newer === undefined) write(key, loaded, ttlMs);
        return newer ?? loaded;
      });
    },
  };
}
