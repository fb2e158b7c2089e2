import { seatPosition } from '../../packages/contracts/src/codecs/seat-plan.ts';
import type { SeatMap } from '../../packages/contracts/src/index.ts';
import type { Point } from './geometry.ts';

type Section = SeatMap['sections'][number];

/** A seat by its name ('f1-a 3/12') and place. */
export interface Seat {
  name: string;
  at: Point;
}

/** All numbered seats of a section. */
export function seatsOf(section: Section): Seat[] {
  if (section.kind === 'standing') return [];
  return section.rows.flatMap((row) =>
    Array.from({ length: row.count }, (_, index) => {
      const [x, y] = seatPosition(row.geometry, index);
      const number = row.first + index * row.numberStep;
      return { name: `${section.id} ${row.label}/${number}`, at: [x, y] as Point };
    }),
  );
}

/** Seats and standing places of a map. */
export function capacityOf(map: SeatMap): number {
  return map.sections.reduce(
    (sum, section) =>
      sum + (section.kind === 'standing' ? section.capacity : seatsOf(section).length),
    0,
  );
}

/** Pairs of seats that are nearer to each other than `apart`. */
export function findCrowding(seats: readonly Seat[], apart: number): string[] {
  const cells = Map.groupBy(seats, ({ at }) => cellKey(at, apart, 0, 0));
  return seats.flatMap((seat) =>
    neighbourCells.flatMap(([dx, dy]) =>
      (cells.get(cellKey(seat.at, apart, dx, dy)) ?? [])
        .filter((other) => seat.name < other.name && distance(seat.at, other.at) < apart)
        .map((other) => `${seat.name} and ${other.name}`),
    ),
  );
}

const neighbourCells = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const));
const cellKey = ([x, y]: Point, size: number, dx: number, dy: number): string =>
  `${Math.floor(x / size) + dx} ${Math.floor(y / size) + dy}`;
const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Seats without a seat at their mirror image across the axis, to within `tolerance`. */
export function findUnmirrored(seats: readonly Seat[], tolerance: number): string[] {
  const cells = Map.groupBy(seats, ({ at }) => cellKey(at, 1, 0, 0));
  return seats
    .filter(({ at }) => {
      const image: Point = [-at[0], at[1]];
      return !neighbourCells.some(([dx, dy]) =>
        (cells.get(cellKey(image, 1, dx, dy)) ?? []).some(
          (other) => distance(other.at, image) <= tolerance,
        ),
      );
    })
    .map(({ name }) => name);
}

/** Whether a point lies inside a polygon (even-odd rule). */
export function isInside([x, y]: Point, polygon: readonly Point[]): boolean {
  let inside = false;
  for (const [from, to] of edgesOf(polygon)) {
    if (from[1] > y === to[1] > y) continue;
    if (x < from[0] + ((to[0] - from[0]) * (y - from[1])) / (to[1] - from[1])) inside = !inside;
  }
  return inside;
}

/** Whether two polygons share any area. */
export function overlap(one: readonly Point[], other: readonly Point[]): boolean {
  if (!boxesMeet(one, other)) return false;
  if (one.some((point) => isInside(point, other))) return true;
  if (other.some((point) => isInside(point, one))) return true;
  return edgesOf(one).some((edge) => edgesOf(other).some((against) => cross(edge, against)));
}

type Edge = readonly [from: Point, to: Point];

function edgesOf(polygon: readonly Point[]): Edge[] {
  return polygon.map((point, index) => [point, polygon[(index + 1) % polygon.length] ?? point]);
}

function boxesMeet(one: readonly Point[], other: readonly Point[]): boolean {
  return ([0, 1] as const).every((axis) => {
    const [a, b] = [one, other].map((polygon) => polygon.map((point) => point[axis]));
    if (a === undefined || b === undefined) return false;
    return Math.min(...a) <= Math.max(...b) && Math.min(...b) <= Math.max(...a);
  });
}

function cross([a, b]: Edge, [c, d]: Edge): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

const side = (a: Point, b: Point, p: Point): number =>
  (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
