import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { CatalogueFile, categories, regions } from '../../packages/contracts/src/index.ts';
import { buildDemoCatalogue } from './build-catalogue.ts';
import { catalogueFormatSchema } from './catalogue-format-schema.ts';
import { formatJson } from './format-json.ts';
import { instant } from './schedule.ts';
import { hasWheelchairPlaces } from './wheelchair-places.ts';

const built = buildDemoCatalogue();
const files = Object.values(built);
const events = files.flatMap((file) => file.events);
const eventsWithMaps = files.flatMap((file) =>
  file.events.map((event) => {
    const venue = file.venues.find(({ key }) => key === event.venue);
    const map = venue?.seatMaps.find(({ key }) => key === event.seatMap);
    if (venue === undefined || map === undefined) throw new Error(`${event.key} has no hall`);
    return { key: event.key, event, venue, map };
  }),
);
type Event = (typeof events)[number];
type Performance = Event['performances'][number];

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

test('the committed files are what the generator writes, below 3 MB together', () => {
  let bytes = 0;
  for (const [name, file] of Object.entries(built)) {
    const committed = read(`platform/catalogue/${name}`);
    // Not toBe: a difference of a megabyte is no message. Run scripts/generate-demo-catalogue.ts.
    expect(committed === formatJson(file), `${name} is out of date`).toBe(true);
    bytes += Buffer.byteLength(committed);
  }
  expect(bytes).toBeLessThan(3_000_000);
  expect(read('docs/catalogue-format.schema.json')).toBe(formatJson(catalogueFormatSchema()));
});

test('every file fits the contract, read back from its text', () => {
  const validator = Compile(CatalogueFile);
  for (const file of files) {
    const readBack: unknown = JSON.parse(formatJson(file));
    expect(validator.Errors(readBack)).toEqual([]);
    expect(readBack).toEqual(file);
  }
});

test('the example of the guide fits the contract', () => {
  const guide = read('docs/how-to/import-a-catalogue.md');
  const example: unknown = JSON.parse(guide.match(/```json\n(.*?)```/s)?.[1] ?? '');
  expect(Compile(CatalogueFile).Errors(example)).toEqual([]);
});

test('there are 40 events and more, in all genres and regions, in 12 halls and more', () => {
  expect(events.length).toBeGreaterThanOrEqual(40);
  expect(new Set(events.map(({ category }) => category))).toEqual(new Set(categories));
  const venues = files.flatMap((file) => file.venues);
  expect(new Set(venues.map(({ region }) => region))).toEqual(new Set(regions));
  expect(venues.length).toBeGreaterThanOrEqual(12);
  const used = new Set(eventsWithMaps.map(({ venue, map }) => `${venue.key}/${map.key}`));
  const all = venues.flatMap(({ key, seatMaps }) => seatMaps.map((map) => `${key}/${map.key}`));
  expect(all.filter((hall) => !used.has(hall))).toEqual([]);
});

test('keys and titles are told apart', () => {
  expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
  expect(new Set(events.map(({ title }) => title.ko)).size).toBe(events.length);
  for (const { performances } of events) {
    expect(new Set(performances.map(({ key }) => key)).size).toBe(performances.length);
    expect(new Set(performances.map(({ startsAt }) => startsAt)).size).toBe(performances.length);
  }
});

test('four musicals run 40 times and more, plays 20 times and more', () => {
  const runs = (category: string) =>
    events.filter((event) => event.category === category).map((event) => event.performances.length);
  expect(runs('musical').filter((count) => count >= 40).length).toBeGreaterThanOrEqual(4);
  expect(Math.min(...runs('play'))).toBeGreaterThanOrEqual(20);
});

test.each(eventsWithMaps)(
  'every seat of $key has one price level, and each level seats',
  ({ event, map }) => {
    const rows = map.sections.flatMap((section) =>
      section.kind === 'standing'
        ? [section.id]
        : section.rows.map(({ label }) => `${section.id} ${label}`),
    );
    const priced = event.priceLevels.flatMap(({ zones }) =>
      zones.flatMap((zone) =>
        zone.rows === undefined
          ? rows.filter((row) => row === zone.section || row.startsWith(`${zone.section} `))
          : zone.rows.map((label) => `${zone.section} ${label}`),
      ),
    );
    expect(priced.toSorted()).toEqual(rows.toSorted());
    const amounts = event.priceLevels.map(({ priceMinor }) => priceMinor);
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
  },
);

test.each(eventsWithMaps)('allocations of $key name each section once', ({ event, map }) => {
  const known = new Set(map.sections.map(({ id }) => id));
  for (const { allocations = [] } of event.performances) {
    const named = allocations.flatMap(({ sections }) => sections ?? []);
    expect(named.filter((id) => !known.has(id))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  }
});

test('doors, sale and start follow each other', () => {
  for (const { performances } of events) {
    for (const { startsAt, doorsAt, saleOpensAt, saleClosesAt } of performances) {
      expect(saleOpensAt < saleClosesAt && saleClosesAt <= startsAt).toBe(true);
      expect((doorsAt ?? startsAt) <= startsAt).toBe(true);
    }
  }
});

test('a hall belongs to one event a day', () => {
  const days = new Map<string, string>();
  const seoulDay = (at: string) => new Date(Date.parse(at) + 9 * 3_600_000).toISOString();
  const clashes = events.flatMap(({ key, venue, performances }) =>
    performances.flatMap(({ startsAt }) => {
      const slot = `${venue} ${seoulDay(startsAt).slice(0, 10)}`;
      const holder = days.get(slot);
      days.set(slot, key);
      return holder === undefined || holder === key ? [] : [`${slot}: ${holder} and ${key}`];
    }),
  );
  expect(clashes).toEqual([]);
});

test('the initials ㅂㅌㅅㄴㄷ have one event to find', () => {
  const titles = events
    .map(({ title }) => title.ko)
    .filter((title) => title.includes('방탄소년단'));
  expect(titles).toEqual(['방탄소년단 트리뷰트 오케스트라 콘서트']);
});

function stateOf({ status }: Event, performance: Performance, now: string): string {
  if (status === 'cancelled') return 'cancelled';
  if (performance.status !== undefined) return performance.status;
  if (now >= performance.saleClosesAt) return 'closed';
  if (now < performance.saleOpensAt) return 'opening_soon';
  const soldElsewhere = performance.allocations?.some(
    ({ share, sections }) => share === 1 && sections === undefined,
  );
  return soldElsewhere ? 'sold_out' : 'on_sale';
}

const moments = [0, 1, 2, 3, 4, 5, 6].flatMap((day) =>
  ['00:00', '13:00', '23:59'].map((time) => ({ day, time })),
);

test.each(moments)(
  'on day $day of the week at $time every kind of sale is to be seen',
  (moment) => {
    const now = instant(moment);
    const keysIn = (state: string) =>
      events
        .filter((event) => event.performances.some((show) => stateOf(event, show, now) === state))
        .map(({ key }) => key);
    expect(keysIn('on_sale').length).toBeGreaterThanOrEqual(30);
    expect(keysIn('on_sale')).toContain('hypermoon-gravity-zero');
    expect(keysIn('opening_soon').length).toBeGreaterThanOrEqual(3);
    expect(keysIn('sold_out')).toContain('first-train-last-stop');
    expect(keysIn('cancelled')).toContain('north-sea-first-visit');
    expect(keysIn('postponed')).toContain('blue-jade-volleyball');
    const soon = instant({ ...moment, day: moment.day + 2 });
    const opensSoon = events.filter(({ performances }) =>
      performances.some(({ saleOpensAt }) => now < saleOpensAt && saleOpensAt <= soon),
    );
    expect(opensSoon.length).toBeGreaterThan(0);
  },
);

test('whatever is on sale before the week begins stays bookable through it', () => {
  const [monday, sunday] = [instant({ day: 0, time: '00:00' }), instant({ day: 6, time: '23:59' })];
  const isOnSale = (event: Event, now: string) =>
    event.performances.some((show) => stateOf(event, show, now) === 'on_sale');
  const lost = events.filter((event) => isOnSale(event, monday) && !isOnSale(event, sunday));
  expect(lost.map(({ key }) => key)).toEqual([]);
});

test('the hot sale is behind the waiting room all week', () => {
  const hot = events.find(({ key }) => key === 'hypermoon-gravity-zero');
  expect(hot?.venue).toBe('kspo-dome');
  expect(hot?.performances.map(({ waitingRoom }) => waitingRoom)).toEqual(
    hot?.performances.map(() => 'always'),
  );
});

test.each(eventsWithMaps)(
  'wheelchair places of $key are released three days before',
  ({ event, map }) => {
    const day = (at: string) => Math.floor((Date.parse(at) + 9 * 3_600_000) / 86_400_000);
    for (const { startsAt, accessibleReleaseAt } of event.performances) {
      if (!hasWheelchairPlaces(map)) expect(accessibleReleaseAt).toBeUndefined();
      else expect(day(startsAt) - day(accessibleReleaseAt ?? startsAt)).toBe(3);
    }
    expect(event.notices?.ko).toContain(
      hasWheelchairPlaces(map) ? '휠체어석이 필요해요' : '문의해',
    );
  },
);

test('some sales prevent single seats or take bank transfers, and their notices say so', () => {
  const told = { preventSingleSeats: '한 자리만 홀로', depositHours: '무통장입금' } as const;
  for (const rule of ['preventSingleSeats', 'depositHours'] as const) {
    const ruled = events.filter(({ performances }) => performances.some((show) => show[rule]));
    expect(new Set(ruled.map(({ venue }) => venue)).size).toBeGreaterThanOrEqual(4);
    const telling = events.filter(({ notices }) => notices?.ko.includes(told[rule]));
    expect(telling).toEqual(ruled);
  }
});

test('a sale behind a waiting room takes no bank transfers, which keep seats for days', () => {
  const hot = events.flatMap(({ performances }) =>
    performances.filter(({ waitingRoom }) => waitingRoom === 'always'),
  );
  expect(hot.length).toBeGreaterThan(0);
  expect(hot.filter(({ depositHours }) => depositHours !== undefined)).toEqual([]);
});
