import { expect, test, vi } from 'vitest';
import { createInFlight } from './in-flight.ts';
import { inFlightMax } from './limits.ts';

test('each command hears its own outcome, once', () => {
  const inFlight = createInFlight();
  const [one, other] = [vi.fn(), vi.fn()];
  const [id, otherId] = [inFlight.add(one) ?? 0, inFlight.add(other) ?? 0];
  expect(otherId).not.toBe(id);
  inFlight.settle(otherId, { id: otherId });
  inFlight.settle(otherId, { id: otherId });
  expect(other.mock.calls).toEqual([[{ id: otherId }]]);
  expect(one).not.toHaveBeenCalled();
});

test('a late outcome is not told to who has its place by now', () => {
  const inFlight = createInFlight();
  const id = inFlight.add(() => {}) ?? 0;
  inFlight.settle(id, undefined);
  const later = vi.fn();
  // As many as there are places, so that the last one has the place of the first.
  for (let n = 1; n < 65_536; n += 1) inFlight.settle(inFlight.add(() => {}) ?? 0, undefined);
  expect(inFlight.add(later)).toBe(id + 65_536);
  inFlight.settle(id, { id });
  expect(later).not.toHaveBeenCalled();
});

test('one that is never settled is not given up for a newer one', () => {
  const inFlight = createInFlight();
  const stuck = vi.fn();
  const id = inFlight.add(stuck) ?? 0;
  for (let n = 1; n < 65_536; n += 1) inFlight.settle(inFlight.add(() => {}) ?? 0, undefined);
  expect(inFlight.add(() => {})).toBeUndefined();
  inFlight.settle(id, { id });
  expect(stuck).toHaveBeenCalledWith({ id });
  expect(inFlight.add(() => {})).toBe(id + 65_536);
});

test('too many are turned away', () => {
  const inFlight = createInFlight();
  const ids = Array.from({ length: inFlightMax }, () => inFlight.add(() => {}));
  expect(ids.at(-1)).toBe(inFlightMax);
  expect(inFlight.add(() => {})).toBeUndefined();
  inFlight.settle(7, undefined);
  expect(inFlight.add(() => {})).toBe(inFlightMax + 1);
});

test('the oldest ones are lost first', () => {
  const now = vi.spyOn(performance, 'now');
  const inFlight = createInFlight();
  expect(inFlight.oldestSentAt()).toBeUndefined();
  const lost: number[] = [];
  const ids = [10, 20, 30, 40].map((sentAt) => {
    now.mockReturnValue(sentAt);
    return inFlight.add(() => lost.push(sentAt)) ?? 0;
  });
  now.mockRestore();
  inFlight.settle(ids[0] ?? 0, undefined);
  expect(inFlight.oldestSentAt()).toBe(20);
  lost.length = 0;
  inFlight.loseUntil(30);
  expect(lost).toEqual([20, 30]);
  expect(inFlight.oldestSentAt()).toBe(40);
  inFlight.loseUntil(39);
  expect(lost).toEqual([20, 30]);
  inFlight.loseUntil(Number.POSITIVE_INFINITY);
  expect(inFlight.oldestSentAt()).toBeUndefined();
});

test('what takes the place of the first is not the oldest', () => {
  const inFlight = createInFlight();
  const settleNext = () => inFlight.settle(inFlight.add(() => {}) ?? 0, undefined);
  const first = inFlight.add(() => {}) ?? 0;
  const second = vi.fn();
  inFlight.add(second);
  inFlight.settle(first, undefined);
  for (let n = 2; n < 65_536; n += 1) settleNext();
  const now = vi.spyOn(performance, 'now').mockReturnValue(Number.MAX_SAFE_INTEGER);
  expect(inFlight.add(() => {})).toBe(65_537);
  now.mockRestore();
  inFlight.loseUntil(performance.now());
  expect(second).toHaveBeenCalledWith(undefined);
  expect(inFlight.oldestSentAt()).toBe(Number.MAX_SAFE_INTEGER);
});
