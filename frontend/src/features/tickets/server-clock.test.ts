import { expect, test } from 'vitest';
import { clockOffsetMs, msToNextSecond, slotMoment, slotStart } from './server-clock.ts';

const minute = Date.parse('2026-07-03T11:00:00.000Z');

test('a minute shows 60 at its start, 1 in its last second, and then the next one begins', () => {
  const { slot } = slotMoment(minute);
  expect(slotMoment(minute)).toEqual({ slot, secondsLeft: 60 });
  expect(slotMoment(minute + 7_999)).toEqual({ slot, secondsLeft: 53 });
  expect(slotMoment(minute + 59_999)).toEqual({ slot, secondsLeft: 1 });
  expect(slotMoment(minute + 60_000)).toEqual({ slot: slot + 1, secondsLeft: 60 });
  expect(slotStart(slot)).toBe('2026-07-03T11:00:00.000Z');
});

test('a device that is five minutes slow still shows the minute of the server', () => {
  const deviceAsked = minute - 300_000;
  const offset = clockOffsetMs('2026-07-03T11:00:00.100Z', deviceAsked, deviceAsked + 200);
  expect(offset).toBe(300_000);
  expect(slotMoment(deviceAsked + offset)).toEqual(slotMoment(minute));
});

test('the next tick falls on the second of the server', () => {
  expect(msToNextSecond(minute)).toBe(1_000);
  expect(msToNextSecond(minute + 999)).toBe(1);
});
