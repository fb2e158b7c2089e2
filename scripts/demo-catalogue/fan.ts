import type { LocalizedText } from '../../packages/contracts/src/index.ts';
import { arcPoints, degreesAtX, type Point, polar } from './geometry.ts';
import { arcStretch, type PlannedRow, type PlannedSection } from './plan.ts';

/** Half a seat and a little: how far an outline stands off the seats. */
const margin = 4;

/** A floor of curved rows around a point behind the stage, as theatres and concert halls have. */
export interface Fan {
  /** Begins the ids of its sections: 'f1'. */
  id: string;
  floor: LocalizedText;
  /** Centre of all rows; on the axis. */
  centre: Point;
  /** Radius of the first row, distance from row to row, number of rows. */
  radius: number;
  rowPitch: number;
  rows: number;
  /** Label of row `index` (0-based). */
  label: (index: number) => string;
  /**
   * Lines between blocks right of the axis, from it outwards, as x at the first and at the last row; the
   * last is the outer edge. The left half mirrors them. A first line at 0 is an aisle on the axis.
   */
  edges: readonly (readonly [first: number, last: number])[];
  /** Width of the aisles between blocks. */
  aisle: number;
  /** Blocks are sections of their own, or one section with aisles inside its rows. */
  split: 'sections' | 'aisles';
  /** Block names from left to right; of 'aisles' the first names the one section. */
  names: readonly LocalizedText[];
  /** How many front rows the outermost blocks leave out. */
  outerRowsLess?: number;
}

interface Block {
  /** Signed x of its left and right edge, aisle taken off, at first and last row. */
  left: readonly [number, number];
  right: readonly [number, number];
  rowFrom: number;
}

/** Plans the blocks of a floor, left to right. */
export function planFan(fan: Fan): PlannedSection[] {
  const blocks = blocksOf(fan);
  if (fan.split === 'aisles') return [planWholeFloor(fan, blocks)];
  return blocks.map((block, index) => ({
    id: `${fan.id}-${letter(index)}`,
    name: nameAt(fan, index),
    floor: fan.floor,
    outline: outlineOf(fan, block.rowFrom, (row) => edgesAt(fan, block, row)),
    rows: rowsFrom(fan, block.rowFrom).map((row) => planRow(fan, row, [block])),
    pair: `${fan.id}/${Math.min(index, blocks.length - 1 - index)}`,
    numbering: fan.id,
  }));
}

function planWholeFloor(fan: Fan, blocks: readonly Block[]): PlannedSection {
  const first = blocks[0];
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) throw new Error(`${fan.id} has no block`);
  return {
    id: fan.id,
    name: nameAt(fan, 0),
    floor: fan.floor,
    outline: outlineOf(fan, 0, (row) => [edgesAt(fan, first, row)[0], edgesAt(fan, last, row)[1]]),
    rows: rowsFrom(fan, 0).map((row) =>
      planRow(
        fan,
        row,
        blocks.filter((block) => row >= block.rowFrom),
      ),
    ),
    pair: fan.id,
    numbering: fan.id,
  };
}

function blocksOf(fan: Fan): Block[] {
  const startsOnAxis = fan.edges[0]?.[0] === 0;
  const lines = startsOnAxis ? fan.edges.slice(1) : fan.edges;
  const all = [
    ...lines.toReversed().map(([first, last]) => [-first, -last] as const),
    ...(startsOnAxis ? [[0, 0] as const] : []),
    ...lines,
  ];
  const outerMost = all.length - 2;
  return all.slice(0, -1).map((line, index) => {
    const next = all[index + 1] ?? line;
    const leftGap = index === 0 ? 0 : fan.aisle / 2;
    const rightGap = index === outerMost ? 0 : fan.aisle / 2;
    return {
      left: [line[0] + leftGap, line[1] + leftGap],
      right: [next[0] - rightGap, next[1] - rightGap],
      rowFrom: index === 0 || index === outerMost ? (fan.outerRowsLess ?? 0) : 0,
    };
  });
}

const rowsFrom = (fan: Fan, from: number): number[] =>
  Array.from({ length: fan.rows - from }, (_, index) => from + index);

const radiusAt = (fan: Fan, row: number): number => fan.radius + row * fan.rowPitch;

function edgesAt(fan: Fan, block: Block, row: number): [number, number] {
  const part = fan.rows === 1 ? 0 : row / (fan.rows - 1);
  return [
    block.left[0] + (block.left[1] - block.left[0]) * part,
    block.right[0] + (block.right[1] - block.right[0]) * part,
  ];
}

function planRow(fan: Fan, row: number, blocks: readonly Block[]): PlannedRow {
  const radius = radiusAt(fan, row);
  return {
    label: fan.label(row),
    stretches: blocks.map((block) => {
      const [left, right] = edgesAt(fan, block, row);
      return arcStretch(fan.centre, radius, degreesAtX(radius, left), degreesAtX(radius, right));
    }),
  };
}

/** The first row's front, the right edge, the last row's back, the left edge, all `margin` off. */
function outlineOf(
  fan: Fan,
  rowFrom: number,
  edges: (row: number) => readonly [number, number],
): Point[] {
  const last = fan.rows - 1;
  const corner = (row: number, side: 0 | 1): number => {
    const radius = radiusAt(fan, row);
    return degreesAtX(radius, edges(row)[side] + (side === 0 ? -1 : 1));
  };
  const front = radiusAt(fan, rowFrom) - margin;
  const back = radiusAt(fan, last) + margin;
  const between = rowsFrom(fan, rowFrom)
    .slice(1, -1)
    .filter((row) => row % 4 === 0);
  return [
    ...arcPoints(fan.centre, front, corner(rowFrom, 0), corner(rowFrom, 1)),
    ...between.map((row) => polar(fan.centre, radiusAt(fan, row), corner(row, 1))),
    ...arcPoints(fan.centre, back, corner(last, 1), corner(last, 0)),
    ...between.toReversed().map((row) => polar(fan.centre, radiusAt(fan, row), corner(row, 0))),
  ];
}

function nameAt(fan: Fan, index: number): LocalizedText {
  const name = fan.names[index];
  if (name === undefined) throw new Error(`${fan.id} has no name for block ${index}`);
  return name;
}

const letter = (index: number): string => String.fromCharCode(97 + index);
