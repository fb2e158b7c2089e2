import type { LocalizedText, RowGeometry } from '../../packages/contracts/src/index.ts';
import { arcDegrees, arcLength, type Point, round } from './geometry.ts';

/** A stretch of a row between two aisles, before seats are counted into it. */
export interface Stretch {
  /** How much of it seats may fill, in map units. */
  length: number;
  /** Sets `count` seats `pitch` units apart in its middle, numbered from the left of the audience. */
  geometry: (count: number, pitch: number) => RowGeometry;
}

export interface PlannedRow {
  label: string;
  /** One, or several with aisles between them. */
  stretches: Stretch[];
}

/** A section whose rows have lengths but no seats yet; `fitSeats` counts them out. */
export interface PlannedSection {
  id: string;
  name: LocalizedText;
  floor?: LocalizedText;
  outline: Point[];
  rows: PlannedRow[];
  /** The same for a section and its mirror image, so that both lose or gain seats together. */
  pair: string;
  /** Sections with the same key count seat numbers on through a row, from left to right. */
  numbering: string;
}

/** A straight stretch around `middle`; `direction` is where the seat numbers grow to (unit length). */
export function lineStretch(middle: Point, direction: Point, length: number): Stretch {
  return {
    length,
    geometry: (count, pitch) => {
      const back = ((count - 1) / 2) * pitch;
      return {
        line: {
          x: round(middle[0] - direction[0] * back, 2),
          y: round(middle[1] - direction[1] * back, 2),
          dx: round(direction[0] * pitch, 3),
          dy: round(direction[1] * pitch, 3),
        },
      };
    },
  };
}

/** A stretch on a circle, from one direction to the other (degrees off the axis, see geometry.ts). */
export function arcStretch(centre: Point, radius: number, from: number, to: number): Stretch {
  const sense = to >= from ? 1 : -1;
  return {
    length: arcLength(radius, from, to),
    geometry: (count, pitch) => {
      const step = round(sense * arcDegrees(radius, pitch), 5);
      const first = (from + to) / 2 - ((count - 1) / 2) * step;
      return {
        arc: {
          cx: round(centre[0]),
          cy: round(centre[1]),
          radius: round(radius, 2),
          from: round(90 - first, 4),
          step: -step,
        },
      };
    },
  };
}
