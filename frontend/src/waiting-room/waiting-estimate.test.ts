import { expect, test } from 'vitest';
import { withStatus } from './line.ts';
import { estimateWait, peopleAhead, pollIntervalMs, rememberRate } from './waiting-estimate.ts';

test('the number of people ahead only ever goes down', () => {
  expect(peopleAhead(500, 100, undefined)).toBe(399);
  expect(peopleAhead(9, 0, undefined)).toBe(8);
  expect(peopleAhead(500, 80, 399)).toBe(399);
  expect(peopleAhead(500, 501, 399)).toBe(0);
});

test('the estimate widens with unsteady rates and stays silent while nobody is let in', () => {
  const steady = estimateWait(1200, [120, 120, 120]);
  const unsteady = estimateWait(1200, [60, 240, 120]);
  expect(steady).toEqual({ fromMinutes: 8, toMinutes: 12 });
  expect(unsteady?.fromMinutes).toBeLessThan(8);
  expect(unsteady?.toMinutes).toBeGreaterThan(12);
  expect(estimateWait(1200, [120, 0])).toBeUndefined();
  expect(rememberRate(Array(20).fill(1), 2)).toHaveLength(20);
});

test('those at the back ask at least five times less often than those in front', () => {
  expect(pollIntervalMs(20_000, 0)).toBeGreaterThan(5 * pollIntervalMs(10, 0));
  expect(pollIntervalMs(10, 0)).not.toBe(pollIntervalMs(10, 1));
});

test('a sold out sale ends the wait, an empty line lets in', () => {
  const line = { kind: 'waiting', position: 9, ahead: 5, status: undefined, rates: [] } as const;
  const status = { serving: 2, issued: 20, ratePerMinute: 60, at: '2026-07-03T11:00:00.000Z' };
  expect(withStatus(line, { ...status, state: 'sold_out' })).toEqual({ kind: 'sold_out' });
  expect(withStatus(line, { ...status, state: 'open' })).toMatchObject({ ahead: 0 });
  expect(withStatus(line, { ...status, state: 'queueing' })).toMatchObject({ ahead: 5 });
});
