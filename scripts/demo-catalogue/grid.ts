import type { LocalizedText } from '../../packages/contracts/src/index.ts';
import { type Point, rectangle } from './geometry.ts';
import { lineStretch, type PlannedSection } from './plan.ts';

/** Half a seat and a little: how far an outline stands off the seats. */
const margin = 4;

/** Straight rows in rectangular blocks: the floor of an arena, or a small black box. */
export interface Grid {
  /** Begins the ids of its sections. */
  id: string;
  floor: LocalizedText;
  /** Left and right edge of each column of blocks, left to right; columns mirror each other. */
  columns: readonly (readonly [left: number, right: number])[];
  /** y of the first row and number of rows of each band of blocks, front to back. */
  bands: readonly { y: number; rows: number }[];
  rowPitch: number;
  label: (row: number) => string;
  /** Id suffix and name of a block; `column` and `band` are 0-based. */
  block: (column: number, band: number) => { id: string; name: LocalizedText };
  /** Seat numbers run on through all columns of a band, or begin anew in each block. */
  numbering: 'band' | 'block';
}

/** Plans the blocks, front to back and left to right. */
export function planGrid(grid: Grid): PlannedSection[] {
  return grid.bands.flatMap((band, bandIndex) =>
    grid.columns.map(([left, right], column) => {
      const { id, name } = grid.block(column, bandIndex);
      const mirrored = Math.min(column, grid.columns.length - 1 - column);
      const last = band.y + (band.rows - 1) * grid.rowPitch;
      return {
        id: `${grid.id}-${id}`,
        name,
        floor: grid.floor,
        outline: rectangle(left - 1, band.y - margin, right + 1, last + margin),
        rows: Array.from({ length: band.rows }, (_, row) => ({
          label: grid.label(row),
          stretches: [rowStretch(left, right, band.y + row * grid.rowPitch)],
        })),
        pair: `${grid.id}/${bandIndex}/${mirrored}`,
        numbering: grid.numbering === 'band' ? `${grid.id}/${bandIndex}` : `${grid.id}-${id}`,
      };
    }),
  );
}

function rowStretch(left: number, right: number, y: number) {
  const middle: Point = [(left + right) / 2, y];
  return lineStretch(middle, [1, 0], right - left);
}

/** The given columns, which lie right of the axis, and before them their mirror images. */
export function mirrorColumns(right: readonly (readonly [number, number])[]): [number, number][] {
  return [
    ...right.toReversed().map(([from, to]): [number, number] => [-to, -from]),
    ...right.map(([from, to]): [number, number] => [from, to]),
  ];
}
