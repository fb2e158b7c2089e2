import type { SeatMap, SeatRow } from '../../packages/contracts/src/index.ts';
import { storey } from './words.ts';

/** Smaller halls of the demo have no places of their own; they are asked for by telephone. */
const seatsMin = 500;

type SeatedSection = Extract<SeatMap['sections'][number], { kind: 'seated' }>;

/** A wheelchair place and the seat beside it, as positions of a row. */
interface Pair {
  readonly section: SeatedSection;
  readonly wheelchair: number;
  readonly companion: number;
}

/**
 * Wheelchair places of a hall with so many numbered seats: one in a hundred and at least 20 from 2,000
 * seats on (편의증진법 시행규칙 별표 1), and in the largest halls one more for every 500 seats above those.
 */
export function wheelchairPlacesOf(seats: number): number {
  if (seats < seatsMin) return 0;
  return seats < 2000 ? Math.ceil(seats / 100) : 20 + Math.floor((seats - 2000) / 500);
}

/**
 * The map with wheelchair places and a companion seat beside each, in the last row of the sections on the
 * first storey, where the hall is entered without stairs: from the aisles inwards, evenly over the sections.
 * @throws when those rows are too short for the places that the hall must have
 */
export function withWheelchairPlaces(map: SeatMap): SeatMap {
  const seated = map.sections.filter((section) => section.kind === 'seated');
  const seats = seated.flatMap(({ rows }) => rows).reduce((sum, { count }) => sum + count, 0);
  const wanted = wheelchairPlacesOf(seats);
  if (wanted === 0) return map;
  const entered = seated.filter(({ floor }) => floor?.ko === storey.first.ko);
  const pairs = Map.groupBy(choosePairs(entered, wanted), ({ section }) => section.id);
  return {
    ...map,
    sections: map.sections.map((section) =>
      section.kind === 'seated' ? markPairs(section, pairs.get(section.id) ?? []) : section,
    ),
  };
}

function choosePairs(sections: readonly SeatedSection[], wanted: number): Pair[] {
  const chosen: Pair[] = [];
  for (let fromAisle = 0; chosen.length < wanted; fromAisle += 1) {
    const ring = sections.flatMap((section) => pairsAt(section, fromAisle));
    if (ring.length === 0) throw new Error(`no room for ${wanted} wheelchair places`);
    const count = Math.min(ring.length, wanted - chosen.length);
    chosen.push(...ring.filter((_, index) => isChosen(index, count, ring.length)));
  }
  return chosen;
}

/** Whether item `index` is one of the `count` that are spread evenly over `length`. */
const isChosen = (index: number, count: number, length: number): boolean =>
  Math.floor(((index + 1) * count) / length) > Math.floor((index * count) / length);

/** The pairs that stand `fromAisle` pairs inwards from both ends of each stretch of the last row. */
function pairsAt(section: SeatedSection, fromAisle: number): Pair[] {
  const row = section.rows.at(-1);
  if (row === undefined) return [];
  return stretchesOf(row).flatMap(([first, last]) => {
    const [left, right] = [first + 2 * fromAisle, last - 2 * fromAisle];
    if (right - left < 3) return [];
    return [
      { section, wheelchair: left, companion: left + 1 },
      { section, wheelchair: right, companion: right - 1 },
    ];
  });
}

/** First and last position of what lies between two aisles. */
function stretchesOf({ count, aislesAfter = [] }: SeatRow): [number, number][] {
  const ends = [...aislesAfter, count - 1];
  return ends.map((last, index) => [index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, last]);
}

function markPairs(section: SeatedSection, pairs: readonly Pair[]): SeatedSection {
  const last = section.rows.at(-1);
  if (last === undefined || pairs.length === 0) return section;
  const sorted = (positions: number[]) => positions.sort((a, b) => a - b);
  const row = {
    ...last,
    accessible: sorted(pairs.map(({ wheelchair }) => wheelchair)),
    companions: sorted(pairs.map(({ companion }) => companion)),
  };
  return { ...section, rows: [...section.rows.slice(0, -1), row] };
}

/** Whether a map has wheelchair places. */
export const hasWheelchairPlaces = (map: SeatMap): boolean =>
  map.sections.some(
    (section) =>
      section.kind === 'seated' && section.rows.some(({ accessible }) => accessible?.length),
  );
