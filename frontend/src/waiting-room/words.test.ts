import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isWorthSaying } from './spoken.ts';
import { words } from './words.ts';

test('every word that the page’s document asks for is there', () => {
  const html = readFileSync(new URL('../../waiting-room.html', import.meta.url), 'utf8');
  const asked = [...html.matchAll(/data-text="(\w+)"/g)].map(([, word]) => word);
  expect(asked.length).toBeGreaterThan(10);
  expect(Object.keys(words.ko)).toEqual(expect.arrayContaining(asked));
});

test('a long line is said a few dozen times, not at each step', () => {
  let said: number | undefined;
  let times = 0;
  for (let ahead = 200_000; ahead >= 0; ahead -= 1) {
    if (!isWorthSaying(ahead, said)) continue;
    said = ahead;
    times += 1;
  }
  expect(said).toBe(0);
  expect(times).toBeLessThan(60);
});
