import { expect, test } from 'vitest';
import { buildDemoCatalogue } from './build-catalogue.ts';
import {
  capacityOf,
  findCrowding,
  findUnmirrored,
  isInside,
  overlap,
  seatsOf,
} from './seat-map-checks.ts';

const venues = Object.values(buildDemoCatalogue()).flatMap((file) => file.venues);
const halls = venues.flatMap((venue) =>
  venue.seatMaps.map((map) => ({ hall: `${venue.key}/${map.key}`, map })),
);

/** Capacities that the halls publish; the two studios are ours, galleries admit by entry time. */
const published: Record<string, number> = {
  'jamsil-stadium/concert': 66_000,
  'kspo-dome/seated': 15_000,
  'kspo-dome/standing': 15_000,
  'gocheok-sky-dome/concert': 20_000,
  'gocheok-sky-dome/baseball': 16_000,
  'rolling-hall/standing': 500,
  'sajik-gymnasium/concert': 14_000,
  'sajik-gymnasium/court': 14_000,
  'sejong-grand-theater/standard': 3022,
  'sac-opera-theater/standard': 2305,
  'sac-concert-hall/with-choir': 2505,
  'blue-square/standard': 1766,
  'lg-arts-center/standard': 1335,
  'charlotte-theater/standard': 1241,
  'daegu-opera-house/standard': 1490,
  'acc-theater/proscenium': 1120,
  'goyang-aram-theater/standard': 1887,
  'daejeon-arts-hall/standard': 1546,
  'gangneung-saimdang-hall/standard': 998,
  'seogwipo-grand-theater/standard': 802,
};

test('every hall holds exactly what it publishes', () => {
  const found = Object.fromEntries(halls.map(({ hall, map }) => [hall, capacityOf(map)]));
  expect(found).toMatchObject(published);
});

test.each(halls)('seats of $hall leave each other 45 cm and mirror across the axis', ({ map }) => {
  const seats = map.sections.flatMap(seatsOf);
  expect(findCrowding(seats, 4.5)).toEqual([]);
  expect(findUnmirrored(seats, 0.4)).toEqual([]);
});

test.each(halls)('outlines of $hall enclose their seats and keep apart', ({ map }) => {
  const outside = map.sections.flatMap((section) =>
    seatsOf(section)
      .filter(({ at }) => !isInside(at, section.outline ?? []))
      .map(({ name }) => name),
  );
  expect(outside).toEqual([]);
  const shapes = [{ id: 'stage', outline: map.stage.outline }, ...map.sections];
  const clashes = shapes.flatMap((one, index) =>
    shapes
      .slice(index + 1)
      .filter((other) => overlap(one.outline ?? [], other.outline ?? []))
      .map((other) => `${one.id} and ${other.id}`),
  );
  expect(clashes).toEqual([]);
});

test.each(halls)('sections of $hall are told apart by storey and name', ({ map }) => {
  for (const locale of ['ko', 'en'] as const) {
    const names = map.sections.map(({ floor, name }) => `${floor?.[locale]} ${name[locale]}`);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('a row keeps counting over an aisle, within a storey of a theatre', () => {
  const theatre = venues.find(({ key }) => key === 'blue-square')?.seatMaps[0];
  const rows = theatre?.sections
    .filter(({ id }) => id.startsWith('f1-'))
    .flatMap((section) => (section.kind === 'seated' ? section.rows : []))
    .filter(({ label }) => label === '10');
  expect(rows).toHaveLength(3);
  const ends = rows?.map(({ first, count }) => [first, first + count - 1]) ?? [];
  expect(ends[0]?.[0]).toBe(1);
  expect(ends[1]?.[0]).toBe((ends[0]?.[1] ?? 0) + 1);
  expect(ends[2]?.[0]).toBe((ends[1]?.[1] ?? 0) + 1);
});

test('the checks themselves see a crowded seat, a lopsided hall and an overlap', () => {
  const seat = (name: string, x: number, y: number) => ({ name, at: [x, y] as [number, number] });
  expect(findCrowding([seat('a', 0, 0), seat('b', 3, 3)], 4.5)).toEqual(['a and b']);
  expect(findUnmirrored([seat('a', 10, 0), seat('b', -10, 0), seat('c', 20, 0)], 0.4)).toEqual([
    'c',
  ]);
  const square = (left: number): [number, number][] => [
    [left, 0],
    [left + 10, 0],
    [left + 10, 10],
    [left, 10],
  ];
  expect(overlap(square(0), square(9))).toBe(true);
  expect(overlap(square(0), square(11))).toBe(false);
});
