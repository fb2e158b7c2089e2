import { type IdKind, idPrefixes } from '@ticketing/contracts';
import { fixedClock, seededRandom } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { createIds, derivedId, newId } from './ids.ts';

const shape = (kind: IdKind) => new RegExp(`^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`);

test('ids have the shape that the contracts promise, and sort in the order they were made', () => {
  const ids = Array.from({ length: 20_000 }, () => newId('booking'));
  expect(ids.filter((id) => !shape('booking').test(id))).toEqual([]);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('ids of one millisecond count up, and carry', () => {
  const make = createIds({ clock: fixedClock(), fillRandom: (b) => b.fill(31, 8, 15) });
  const ids = Array.from({ length: 40_000 }, () => make('hold'));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]?.slice(-16)).toBe('00000000zzzzzzz0');
  expect(ids[32]?.slice(-16)).toBe('0000000100000000');
  expect(ids[33]?.slice(-16)).toBe('0000000100000001');
});

test('ids go on sorting when the clock steps back and when the random part is used up', () => {
  const clock = fixedClock('2026-07-03T11:00:00.000Z');
  let now = clock.now().getTime();
  const highest = {
    clock: { now: () => new Date(now) },
    fillRandom: (b: Uint8Array) => b.fill(255),
  };
  const make = createIds(highest);
  const before = make('ticket');
  const carried = make('ticket');
  now -= 60_000;
  const after = make('ticket');
  expect([before, carried, after].toSorted()).toEqual([before, carried, after]);
  expect(new Set([before, carried, after]).size).toBe(3);
});

test('the same clock and seed make the same ids', () => {
  const make = () => {
    const random = seededRandom(7);
    return createIds({ clock: fixedClock(), fillRandom: random.fill })('event');
  };
  expect(make()).toBe(make());
});

test('a derived id depends on its kind and on the bounds of its parts, and on nothing else', () => {
  const id = derivedId('payment', 'bkg_1', 2);
  expect(id).toMatch(shape('payment'));
  expect(derivedId('payment', 'bkg_1', 2)).toBe(id);
  const others = [
    derivedId('payment', 'bkg_1', '2'),
    derivedId('payment', 'bkg_12'),
    derivedId('payment', 2, 'bkg_1'),
    derivedId('ticket', 'bkg_1', 2),
  ].map((other) => other.slice(4));
  expect(new Set([id.slice(4), ...others]).size).toBe(5);
});
