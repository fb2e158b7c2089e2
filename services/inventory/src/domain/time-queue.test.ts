import { seedOfToday } from '@ticketing/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTimeQueue } from './time-queue.ts';

/** Distances as the house has them, and any others. */
const distance = fc.oneof(fc.constantFrom(0, 480, 1_200, 3_600, 604_800), fc.nat(4_000));
const step = fc.record({ passes: fc.nat(300), adds: fc.array(distance, { maxLength: 4 }) });

test('whatever the order in which items come, each is taken when it is due, the earliest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const queue = createTimeQueue<{ atMs: number }>();
      const expected = new Set<{ atMs: number }>();
      let nowMs = 0;
      for (const { passes, adds } of [...steps, { passes: 1_000_000, adds: [] }]) {
        nowMs += passes;
        for (const after of adds) {
          const item = { atMs: nowMs + after };
          expected.add(item);
          queue.add(item.atMs, item);
        }
        const times = [...expected].map(({ atMs }) => atMs);
        expect(queue.nextAtMs()).toBe(Math.min(Number.POSITIVE_INFINITY, ...times));
        let beforeMs = Number.NEGATIVE_INFINITY;
        for (let item = queue.takeDue(nowMs); item !== undefined; item = queue.takeDue(nowMs)) {
          expect(expected.delete(item)).toBe(true);
          expect(item.atMs).toBeGreaterThanOrEqual(beforeMs);
          beforeMs = item.atMs;
        }
        for (const { atMs } of expected) expect(atMs).toBeGreaterThan(nowMs);
      }
      expect(expected.size).toBe(0);
    }),
    { seed: seedOfToday() },
  );
});

test('a long line loses nothing when what is gone is cut off it', () => {
  const queue = createTimeQueue<number>();
  for (let atMs = 0; atMs < 10_000; atMs += 1) queue.add(atMs, atMs);
  for (let atMs = 0; atMs < 10_000; atMs += 1) {
    expect(queue.takeDue(atMs)).toBe(atMs);
    expect(queue.takeDue(atMs)).toBeUndefined();
  }
  expect(queue.nextAtMs()).toBe(Number.POSITIVE_INFINITY);
});
