import { describe, expect, test } from 'vitest';
import { createLru } from './lru.ts';

describe('the cache', () => {
  test('loads once for all who ask meanwhile', async () => {
    const lru = createLru<number>(10, () => 1);
    let loads = 0;
    const load = async () => {
      loads += 1;
      return loads;
    };
    expect(await Promise.all([lru.getOrLoad('a', load), lru.getOrLoad('a', load)])).toEqual([1, 1]);
    expect(await lru.getOrLoad('a', load)).toBe(1);
  });

  test('lets go of what was not asked for longest when it grows too heavy', async () => {
    const lru = createLru<string>(10, (value) => value.length);
    const loaded: string[] = [];
    const get = (key: string) =>
      lru.getOrLoad(key, async () => {
        loaded.push(key);
        return 'xxxx';
      });
    await get('a');
    await get('b');
    await get('a');
    await get('c');
    await get('a');
    expect(loaded).toEqual(['a', 'b', 'c']);
    await get('b');
    expect(loaded).toEqual(['a', 'b', 'c', 'b']);
  });

  test('keeps no failure', async () => {
    const lru = createLru<number>(10, () => 1);
    await expect(lru.getOrLoad('a', () => Promise.reject(new Error('away')))).rejects.toThrow();
    expect(await lru.getOrLoad('a', async () => 2)).toBe(2);
  });
});
