import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createIds, stemFrom, stemOf } from './ids.ts';

test('ids sort in the order they were made, even when the clock stands still or goes back', () => {
  let now = 1_795_000_000_000;
  const ids = createIds(() => now, randomBytes);
  const made: string[] = [];
  for (let count = 0; count < 10_000; count += 1) {
    if (count % 2_500 === 0) now -= 1_000;
    made.push(ids.sortable('evt'));
  }
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});

test('a payment is found by the ids of its intent and charges, and by when it was created', () => {
  const now = 1_795_000_000_500;
  const ids = createIds(() => now, randomBytes);
  const stem = ids.stem();
  expect(stemOf(ids.ofPayment('pi', stem))).toBe(stem);
  expect(stemOf(ids.ofPayment('ch', stem))).toBe(stem);
  expect(stemOf(`re_${stem}0000000`)).toBeNull();
  expect(stemFrom(1_795_000_000) <= stem).toBe(true);
  expect(stemFrom(1_795_000_001) > stem).toBe(true);
});
