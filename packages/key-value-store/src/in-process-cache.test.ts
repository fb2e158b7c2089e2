import { expect, test } from 'vitest';
import { createInProcessCache } from './in-process-cache.ts';
import { cacheBytesMax, cacheEntriesMax } from './limits.ts';

const clock = { now: () => 0 };

test('beyond its limit of entries the cache drops the least recently used', async () => {
  const cache = createInProcessCache(clock);
  for (let n = 0; n < cacheEntriesMax; n += 1) await cache.set(`key-${n}`, 'x', 60);
  await cache.get('key-0');
  await cache.set('one-more', 'x', 60);
  expect(await cache.get('key-0')).toBe('x');
  expect(await cache.get('one-more')).toBe('x');
  expect(await cache.get('key-1')).toBeUndefined();
});

test('beyond its limit of bytes too, also when a value replaces a smaller one', async () => {
  const cache = createInProcessCache(clock);
  const quarter = 'x'.repeat(cacheBytesMax / 8);
  for (const key of ['a', 'b', 'c']) await cache.set(key, quarter, 60);
  await cache.set('c', 'small', 60);
  await cache.set('d', quarter, 60);
  expect(await cache.get('a')).toBe(quarter);
  await cache.set('e', quarter, 60);
  expect(await cache.get('b')).toBeUndefined();
  expect(await cache.get('c')).toBe('small');
  expect(await cache.get('a')).toBe(quarter);
});
