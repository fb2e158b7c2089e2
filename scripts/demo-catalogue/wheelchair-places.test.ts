import { expect, test } from 'vitest';
import type { SeatMap } from '../../packages/contracts/src/index.ts';
import { buildDemoCatalogue } from './build-catalogue.ts';
import { wheelchairPlacesOf, withWheelchairPlaces } from './wheelchair-places.ts';
import { storey, text } from './words.ts';

type Row = Extract<SeatMap['sections'][number], { kind: 'seated' }>['rows'][number];

const venues = Object.values(buildDemoCatalogue()).flatMap((file) => file.venues);
const halls = venues.flatMap((venue) =>
  venue.seatMaps.map((map) => ({ hall: `${venue.key}/${map.key}`, map })),
);
const rowsOf = (map: SeatMap): Row[] =>
  map.sections.flatMap((section) => (section.kind === 'seated' ? section.rows : []));
const placesOf = (map: SeatMap): number =>
  rowsOf(map).reduce((sum, { accessible = [] }) => sum + accessible.length, 0);

/** A storey of rows that are so long, one behind the other. */
const hall = (sectionRows: readonly Partial<Row>[][], floor = storey.first): SeatMap => ({
  name: text('홀', 'Hall'),
  stage: { outline: [], label: text('무대', 'Stage'), focus: [0, 0] },
  sections: sectionRows.map((rows, index) => ({
    id: `s${index}`,
    kind: 'seated',
    name: text('구역', 'Section'),
    floor,
    rows: rows.map((row, at) => ({
      ...{ label: String(at + 1), count: 1, first: 1, numberStep: 1, geometry: { points: [] } },
      ...row,
    })),
  })),
});

test('one seat in a hundred is a wheelchair place, 20 of 2,000, and few more of very many', () => {
  expect([499, 500, 802, 1999, 2000, 3022, 15_000, 66_000].map(wheelchairPlacesOf)).toEqual([
    0, 5, 9, 20, 20, 22, 46, 148,
  ]);
});

test.each(halls)('$hall has as many as its numbered seats ask for', ({ map }) => {
  const seats = rowsOf(map).reduce((sum, { count }) => sum + count, 0);
  expect(placesOf(map)).toBe(wheelchairPlacesOf(seats));
});

test.each(halls)(
  'beside every wheelchair place of $hall is a companion seat of its own',
  ({ map }) => {
    for (const { count, accessible = [], companions = [], aislesAfter = [] } of rowsOf(map)) {
      const kept = [...accessible, ...companions];
      expect(new Set(kept).size).toBe(kept.length);
      expect(Math.max(0, ...kept)).toBeLessThan(count);
      const free = new Set(companions);
      // From the left, each place takes the companion seat before it, or else the one behind it.
      for (const place of accessible) {
        const beside = [place - 1, place + 1].find(
          (seat) => free.has(seat) && !aislesAfter.includes(Math.min(seat, place)),
        );
        expect(beside).toBeDefined();
        free.delete(beside ?? -1);
      }
      expect(free.size).toBe(0);
    }
  },
);

test('they stand in the last rows, at the aisles first, evenly over the sections', () => {
  const rows = [{ count: 90 }, { count: 10 }];
  const map = withWheelchairPlaces(hall([rows, rows, rows, rows, [{ count: 200 }]]));
  expect(rowsOf(map).map(({ accessible }) => accessible)).toEqual([
    ...[undefined, [9], undefined, [9], undefined, [0], undefined, [0]],
    [0, 199],
  ]);
});

test('further ones stand inwards of those, and no aisle parts a place from its companion', () => {
  const map = withWheelchairPlaces(hall([[{ count: 680 }, { count: 20, aislesAfter: [3, 11] }]]));
  expect(rowsOf(map)[1]).toMatchObject({
    accessible: [0, 3, 4, 11, 12, 17, 19],
    companions: [1, 2, 5, 10, 13, 16, 18],
  });
});

test('a hall without stairs-free rows enough is a mistake, a small one has no places', () => {
  expect(() => withWheelchairPlaces(hall([[{ count: 500 }]], storey.second))).toThrow('no room');
  expect(() => withWheelchairPlaces(hall([[{ count: 497 }, { count: 3 }]]))).toThrow('no room');
  const small = hall([[{ count: 499 }]]);
  expect(withWheelchairPlaces(small)).toBe(small);
});
