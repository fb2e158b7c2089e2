import type { LocalizedText } from '../../packages/contracts/src/index.ts';
import { arcDegrees, arcPoints, type Point } from './geometry.ts';
import { arcStretch, lineStretch, type PlannedSection, type Stretch } from './plan.ts';

/** Half a seat and a little: how far an outline stands off the seats. */
const margin = 4;

/**
 * The inner edge of a bowl, walked with the stage or pitch on the left hand: down the left side, along
 * the bottom, up the right side. The seats stand on the outer side, numbered along the walk.
 */
export type BowlEdge =
  | { kind: 'line'; from: Point; to: Point }
  /** Directions in degrees off the axis, growing along the walk: -90 is left, 0 the bottom. */
  | { kind: 'arc'; centre: Point; radius: number; from: number; to: number };

/** One tier of stands, at the same distance from the edge all the way round. */
export interface BowlTier {
  /** Begins the ids of its sections: '1' gives 101, 102, ... */
  id: string;
  floor: LocalizedText;
  /** Distance of the first row from the edge, distance from row to row, number of rows. */
  offset: number;
  rowPitch: number;
  rows: number;
  /** Number of blocks on each edge, in the order of the edges. */
  blocks: readonly number[];
  /** Width of the stairs between blocks. */
  aisle: number;
  name: (number: string) => LocalizedText;
}

interface BowlBlock {
  stretchAt: (distance: number) => Stretch;
  outline: (near: number, far: number) => Point[];
}

/** Plans the blocks of a tier in the order of the walk. */
export function planBowlTier(edges: readonly BowlEdge[], tier: BowlTier): PlannedSection[] {
  const blocks = edges.flatMap((edge, index) => {
    const count = tier.blocks[index] ?? 0;
    return Array.from({ length: count }, (_, part) =>
      edge.kind === 'line'
        ? straightBlock(edge, part, count, tier.aisle)
        : curvedBlock(edge, part, count, tier.aisle),
    );
  });
  const last = tier.offset + (tier.rows - 1) * tier.rowPitch;
  return blocks.map((block, index) => {
    const number = `${tier.id}${String(index + 1).padStart(2, '0')}`;
    return {
      id: number,
      name: tier.name(number),
      floor: tier.floor,
      outline: block.outline(tier.offset - margin, last + margin),
      rows: Array.from({ length: tier.rows }, (_, row) => ({
        label: String(row + 1),
        stretches: [block.stretchAt(tier.offset + row * tier.rowPitch)],
      })),
      pair: `${tier.id}/${Math.min(index, blocks.length - 1 - index)}`,
      numbering: number,
    };
  });
}

function straightBlock(
  edge: BowlEdge & { kind: 'line' },
  part: number,
  count: number,
  aisle: number,
): BowlBlock {
  const whole = Math.hypot(edge.to[0] - edge.from[0], edge.to[1] - edge.from[1]);
  const along: Point = [(edge.to[0] - edge.from[0]) / whole, (edge.to[1] - edge.from[1]) / whole];
  const outwards: Point = [-along[1], along[0]];
  const at = (run: number, distance: number): Point => [
    edge.from[0] + along[0] * run + outwards[0] * distance,
    edge.from[1] + along[1] * run + outwards[1] * distance,
  ];
  const [start, end] = [
    (whole * part) / count + aisle / 2,
    (whole * (part + 1)) / count - aisle / 2,
  ];
  return {
    stretchAt: (distance) => lineStretch(at((start + end) / 2, distance), along, end - start),
    outline: (near, far) => [
      at(start - 1, near),
      at(end + 1, near),
      at(end + 1, far),
      at(start - 1, far),
    ],
  };
}

function curvedBlock(
  edge: BowlEdge & { kind: 'arc' },
  part: number,
  count: number,
  aisle: number,
): BowlBlock {
  const span = edge.to - edge.from;
  const [start, end] = [edge.from + (span * part) / count, edge.from + (span * (part + 1)) / count];
  /** The stairs keep their width, so the angle they take shrinks with the radius. */
  const trimmed = (radius: number, inset: number): [number, number] => {
    const degrees = arcDegrees(radius, inset);
    return [start + degrees, end - degrees];
  };
  return {
    stretchAt: (distance) => {
      const radius = edge.radius + distance;
      return arcStretch(edge.centre, radius, ...trimmed(radius, aisle / 2));
    },
    outline: (near, far) => {
      const inner = edge.radius + near;
      const outer = edge.radius + far;
      const [innerFrom, innerTo] = trimmed(inner, aisle / 2 - 1);
      const [outerFrom, outerTo] = trimmed(outer, aisle / 2 - 1);
      return [
        ...arcPoints(edge.centre, inner, innerFrom, innerTo),
        ...arcPoints(edge.centre, outer, outerTo, outerFrom, 4),
      ];
    },
  };
}
