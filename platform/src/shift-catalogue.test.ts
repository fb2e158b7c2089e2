import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CatalogueFile } from '@ticketing/contracts';
import { expect, test } from 'vitest';
import { shiftCatalogue } from './shift-catalogue.ts';

const anchor = '2026-01-05';
const dayMs = 86_400_000;

const catalogue = (performance: Record<string, string>): CatalogueFile => ({
  format: 'ticketing-catalogue/1',
  organizer: { key: 'o1', name: { ko: '주최', en: 'Organizer' } },
  venues: [],
  events: [
    {
      key: 'e1',
      title: { ko: '공연', en: 'Event' },
      category: 'concert',
      description: { ko: '설명', en: 'Text' },
      artists: [],
      tags: [],
      venue: 'v1',
      seatMap: 'm1',
      currency: 'KRW',
      ageMin: 0,
      runningMinutes: 60,
      priceLevels: [],
      performances: [
        {
          key: 'p1',
          startsAt: '2026-01-10T09:00:00.000Z',
          saleOpensAt: '2026-01-01T11:00:00.000Z',
          saleClosesAt: '2026-01-10T08:00:00.000Z',
          ...performance,
        },
      ],
    },
  ],
});

const shifted = (today: string, performance: Record<string, string> = {}) =>
  shiftCatalogue(catalogue(performance), { anchor, today: new Date(today) }).events[0]
    ?.performances[0];

test('in the week of the anchor nothing moves', () => {
  expect(
    shiftCatalogue(catalogue({}), { anchor, today: new Date('2026-01-08T00:00:00Z') }),
  ).toEqual(catalogue({}));
});

test('every instant moves by the same whole weeks and keeps its weekday and time', () => {
  const times = {
    doorsAt: '2026-01-10T08:00:00.000Z',
    accessibleReleaseAt: '2026-01-07T03:00:00.000Z',
  };
  expect(shifted('2026-07-03T03:00:00Z', times)).toEqual({
    key: 'p1',
    startsAt: '2026-07-04T09:00:00.000Z',
    doorsAt: '2026-07-04T08:00:00.000Z',
    saleOpensAt: '2026-06-25T11:00:00.000Z',
    saleClosesAt: '2026-07-04T08:00:00.000Z',
    accessibleReleaseAt: '2026-07-01T03:00:00.000Z',
  });
});

test('no instant of the demo is left behind', async () => {
  const folder = path.resolve(import.meta.dirname, '../catalogue');
  const instants = (file: unknown) => JSON.stringify(file).match(/\d{4}-\d{2}-\d{2}T[^"]+/g) ?? [];
  for (const name of await readdir(folder)) {
    const file: CatalogueFile = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
    const today = new Date(Date.parse(`${anchor}T00:00:00Z`) + 7 * dayMs);
    const after = instants(shiftCatalogue(file, { anchor, today }));
    const moved = (at: string) => new Date(Date.parse(at) + 7 * dayMs).toISOString();
    expect(after.toSorted(), name).toEqual(instants(file).map(moved).toSorted());
  }
});

test('the week begins at midnight of Monday in Seoul, not in UTC', () => {
  expect(shifted('2026-01-11T14:59:59Z')?.startsAt).toBe('2026-01-10T09:00:00.000Z');
  expect(shifted('2026-01-11T15:00:00Z')?.startsAt).toBe('2026-01-17T09:00:00.000Z');
});

test('a today before the anchor moves the catalogue back', () => {
  expect(shifted('2025-12-31T00:00:00Z')?.startsAt).toBe('2026-01-03T09:00:00.000Z');
});

test('any day of the written week serves as the anchor', () => {
  const today = new Date('2026-03-18T00:00:00Z');
  expect(shiftCatalogue(catalogue({}), { anchor: '2026-01-11', today })).toEqual(
    shiftCatalogue(catalogue({}), { anchor, today }),
  );
});

test('keys and everything that is no instant stay as they are', () => {
  const before = catalogue({});
  const after = shiftCatalogue(before, { anchor, today: new Date('2027-02-01T00:00:00Z') });
  const withoutTimes = (file: CatalogueFile) =>
    file.events.map((event) => ({
      ...event,
      performances: event.performances.map(({ key }) => key),
    }));
  expect(withoutTimes(after)).toEqual(withoutTimes(before));
  expect(before).toEqual(catalogue({}));
});

test('a malformed anchor is refused', () => {
  expect(() => shiftCatalogue(catalogue({}), { anchor: '5 January', today: new Date() })).toThrow(
    RangeError,
  );
});
