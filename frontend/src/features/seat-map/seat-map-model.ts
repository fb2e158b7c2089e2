import type { SeatPlan } from '@ticketing/contracts';
import { seatPosition } from '@ticketing/contracts/codecs/seat-plan';

export type PlanSection = SeatPlan['sections'][number];
export type Point = readonly [number, number];

/** A box in map units. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A section as the map draws it. */
export interface MapSection {
  readonly index: number;
  readonly plan: PlanSection;
  readonly outline: readonly Point[];
  readonly bounds: Bounds;
  /** Where its name stands. */
  readonly centre: Point;
  /** Room for the name in map units: a slanting block has less than its box. */
  readonly nameWidth: number;
  /** The level most of its seats have; -1 when none is on sale. */
  readonly level: number;
  /** Width of a seat in map units. */
  readonly seatSize: number;
}

/** The plan, spread out into arrays by `seatNo`, so that drawing and hit testing look nothing up. */
export interface SeatMapModel {
  readonly plan: SeatPlan;
  readonly sections: readonly MapSection[];
  readonly bounds: Bounds;
  /** Typical width of a seat in map units; decides from which zoom on seats are drawn. */
  readonly seatSize: number;
  /** NaN for places of standing areas. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Index into `plan.priceLevels`, -1 when not on sale. */
  readonly levelOf: Int8Array;
  /** Index into `sections`. */
  readonly sectionOf: Uint16Array;
  /** Who a seat is kept for until the release time; see `keptFor`. */
  readonly keptOf: Uint8Array;
  /** Whether the hall has any kept seats. */
  readonly hasKept: boolean;
}

/** Values of `keptOf`. */
export const keptFor = { nobody: 0, wheelchair: 1, companion: 2 } as const;

/** Marks the wheelchair places of a row and the seats beside them for who comes along. */
function markKept(keptOf: Uint8Array, row: PlanSection['rows'][number]): void {
  for (const position of row.accessible ?? []) keptOf[row.seatNo + position] = keptFor.wheelchair;
  for (const position of row.companions ?? []) keptOf[row.seatNo + position] = keptFor.companion;
}

/** Share of the distance between neighbours that a seat fills. */
const seatShare = 0.8;
const spacingFallback = 5;
const spacingMax = 12;
const outlineMargin = 4;

export function boundsOf(points: Iterable<Point>): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

export const growBounds = (box: Bounds, by: number): Bounds => ({
  left: box.left - by,
  top: box.top - by,
  right: box.right + by,
  bottom: box.bottom + by,
});

export const boundsMeet = (one: Bounds, other: Bounds): boolean =>
  one.left <= other.right &&
  other.left <= one.right &&
  one.top <= other.bottom &&
  other.top <= one.bottom;

const corners = ({ left, top, right, bottom }: Bounds): readonly Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

function spacingOf(section: PlanSection): number {
  let spacing = spacingMax;
  for (const row of section.rows) {
    if (row.count < 2) continue;
    const [x, y] = seatPosition(row.geometry, 0);
    const [nextX, nextY] = seatPosition(row.geometry, 1);
    spacing = Math.min(spacing, Math.hypot(nextX - x, nextY - y));
  }
  return section.rows.some((row) => row.count > 1) ? spacing : spacingFallback;
}

function commonLevel(section: PlanSection): number {
  if (section.kind === 'standing') return section.level;
  const counts = new Map<number, number>();
  for (const { level, count } of section.rows) {
    if (level >= 0) counts.set(level, (counts.get(level) ?? 0) + count);
  }
  const ranked = [...counts].sort((one, other) => other[1] - one[1]);
  return ranked[0]?.[0] ?? -1;
}

/** The side of a square of the same area, a little more: what a line of text may take. */
function nameWidthOf(outline: readonly Point[]): number {
  let area = 0;
  outline.forEach(([fromX, fromY], index) => {
    const [toX, toY] = outline[(index + 1) % outline.length] ?? [fromX, fromY];
    area += (fromX * toY - toX * fromY) / 2;
  });
  return Math.sqrt(Math.abs(area)) * 1.05;
}

/** The middle of the seats themselves, which an outline's corners would miss in a curved block. */
function centreOf(outline: readonly Point[]): Point {
  let area = 0;
  let x = 0;
  let y = 0;
  outline.forEach(([fromX, fromY], index) => {
    const [toX, toY] = outline[(index + 1) % outline.length] ?? [fromX, fromY];
    const cross = fromX * toY - toX * fromY;
    area += cross;
    x += (fromX + toX) * cross;
    y += (fromY + toY) * cross;
  });
  if (Math.abs(area) > 1e-6) return [x / (3 * area), y / (3 * area)];
  const { left, top, right, bottom } = boundsOf(outline);
  return [(left + right) / 2, (top + bottom) / 2];
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? spacingFallback;

/** Spreads a plan out for drawing. Costs about 10 ms for 66,000 seats, once a performance. */
export function buildSeatMapModel(plan: SeatPlan): SeatMapModel {
  const x = new Float32Array(plan.capacity).fill(Number.NaN);
  const y = new Float32Array(plan.capacity).fill(Number.NaN);
  const levelOf = new Int8Array(plan.capacity).fill(-1);
  const sectionOf = new Uint16Array(plan.capacity);
  const keptOf = new Uint8Array(plan.capacity);
  const sections = plan.sections.map((section, index): MapSection => {
    const end = section.seatNo + section.capacity;
    sectionOf.fill(index, section.seatNo, end);
    if (section.kind === 'standing') levelOf.fill(section.level, section.seatNo, end);
    const seats: Point[] = [];
    for (const row of section.rows) {
      for (let seat = 0; seat < row.count; seat += 1) {
        const point = seatPosition(row.geometry, seat);
        seats.push(point);
        [x[row.seatNo + seat], y[row.seatNo + seat]] = point;
      }
      levelOf.fill(row.level, row.seatNo, row.seatNo + row.count);
      markKept(keptOf, row);
    }
    const outline = section.outline ?? corners(growBounds(boundsOf(seats), outlineMargin));
    return {
      index,
      plan: section,
      outline,
      bounds: boundsOf([...outline, ...seats]),
      centre: centreOf(outline),
      nameWidth: nameWidthOf(outline),
      level: commonLevel(section),
      seatSize: spacingOf(section) * seatShare,
    };
  });
  const everything = [...plan.stage.outline, ...sections.flatMap(({ outline }) => outline)];
  return {
    plan,
    sections,
    bounds: boundsOf(everything),
    seatSize: median(sections.map(({ seatSize }) => seatSize)),
    x,
    y,
    levelOf,
    sectionOf,
    keptOf,
    hasKept: keptOf.some((who) => who !== keptFor.nobody),
  };
}
