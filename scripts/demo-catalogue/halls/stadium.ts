import type { SeatMap } from '../../../packages/contracts/src/index.ts';
import { type BowlEdge, planBowlTier } from '../bowl.ts';
import { fitSeats } from '../fit-seats.ts';
import { mirrorColumns, planGrid } from '../grid.ts';
import type { PlannedSection } from '../plan.ts';
import { letterOf, numberLabel, sectionName, storey, text } from '../words.ts';

const halfWidth = 570;
const straight = 760;
const wing = 40;
const rowPitch = 8.2;

/**
 * 잠실종합운동장 주경기장 with the stage at the north end: 14,000 chairs on the field around a runway,
 * 52,000 seats on three tiers that close behind the stage's corners.
 */
export function jamsilStadium(): SeatMap {
  return {
    name: text('스타디움 콘서트', 'Stadium concert'),
    stage: {
      outline: [
        [-330, -150],
        [330, -150],
        [330, 0],
        [30, 0],
        [30, 250],
        [62, 250],
        [62, 310],
        [-62, 310],
        [-62, 250],
        [-30, 250],
        [-30, 0],
        [-330, 0],
      ],
      label: text('무대', 'Stage'),
      focus: [0, 0],
    },
    sections: [...fitSeats(field(), 14_000), ...fitSeats(tiers(), 52_000)],
  };
}

/** Two bands beside the runway, then three over the whole width. */
function field(): PlannedSection[] {
  const usual = {
    id: 'field',
    floor: storey.ground,
    rowPitch: 9,
    label: numberLabel,
    numbering: 'block' as const,
  };
  const block = (letter: string, column: number) => {
    const name = `${letter}${column + 1}`;
    return { id: name.toLowerCase(), name: sectionName(name) };
  };
  const rows = 21;
  const bandDepth = rows * 9 + 22;
  return [
    ...planGrid({
      ...usual,
      columns: mirrorColumns([
        [84, 210],
        [226, 352],
        [368, 494],
      ]),
      bands: [
        { y: 40, rows: 15 },
        { y: 197, rows: 15 },
      ],
      block: (column, band) => block(letterOf(band), column),
    }),
    ...planGrid({
      ...usual,
      columns: mirrorColumns([
        [8, 118],
        [134, 244],
        [260, 370],
        [386, 494],
      ]),
      bands: [0, 1, 2].map((band) => ({ y: 356 + band * bandDepth, rows })),
      block: (column, band) => block(letterOf(band + 2), column),
    }),
  ];
}

function tiers(): PlannedSection[] {
  const edges: BowlEdge[] = [
    { kind: 'arc', centre: [0, 0], radius: halfWidth, from: -90 - wing, to: -90 },
    { kind: 'line', from: [-halfWidth, 0], to: [-halfWidth, straight] },
    { kind: 'arc', centre: [0, straight], radius: halfWidth, from: -90, to: 90 },
    { kind: 'line', from: [halfWidth, straight], to: [halfWidth, 0] },
    { kind: 'arc', centre: [0, 0], radius: halfWidth, from: 90, to: 90 + wing },
  ];
  const usual = { rowPitch, aisle: 14, name: sectionName };
  return [
    ...planBowlTier(edges, {
      ...usual,
      id: '1',
      floor: storey.first,
      offset: 0,
      rows: 20,
      blocks: [2, 5, 13, 5, 2],
    }),
    ...planBowlTier(edges, {
      ...usual,
      id: '2',
      floor: storey.second,
      offset: 196,
      rows: 20,
      blocks: [3, 5, 15, 5, 3],
    }),
    ...planBowlTier(edges, {
      ...usual,
      id: '3',
      floor: storey.third,
      offset: 392,
      rows: 18,
      blocks: [3, 5, 17, 5, 3],
    }),
  ];
}
