import type { SeatMap } from '../../../packages/contracts/src/index.ts';
import { type BowlEdge, planBowlTier } from '../bowl.ts';
import { fitSeats } from '../fit-seats.ts';
import { arcPoints, type Point, tidyOutline } from '../geometry.ts';
import { mirrorColumns, planGrid } from '../grid.ts';
import type { PlannedSection } from '../plan.ts';
import { letterOf, numberLabel, sectionName, storey, text } from '../words.ts';

const rowPitch = 8.2;
const stairs = 12;

/** 고척스카이돔 as a concert hall: 6,000 chairs on the field, 14,000 seats in a round of three tiers. */
export function gocheokConcert(): SeatMap {
  return {
    name: text('콘서트', 'Concert'),
    stage: {
      outline: [
        [-230, -120],
        [230, -120],
        [260, -20],
        [120, 0],
        [-120, 0],
        [-260, -20],
      ],
      label: text('무대', 'Stage'),
      focus: [0, 0],
    },
    sections: [...fitSeats(concertFloor(), 6000), ...fitSeats(concertStands(), 14_000)],
  };
}

function concertFloor(): PlannedSection[] {
  const rows = 15;
  return planGrid({
    id: 'floor',
    floor: storey.floor,
    columns: mirrorColumns([
      [8, 92],
      [106, 190],
      [204, 288],
    ]),
    bands: [0, 1, 2, 3].map((band) => ({ y: 44 + band * (rows * 9 + 16), rows })),
    rowPitch: 9,
    label: numberLabel,
    block: (column, band) => {
      const name = `${letterOf(band)}${column + 1}`;
      return { id: name.toLowerCase(), name: sectionName(name) };
    },
    numbering: 'block',
  });
}

function concertStands(): PlannedSection[] {
  const edges: BowlEdge[] = [{ kind: 'arc', centre: [0, 310], radius: 456, from: -126, to: 126 }];
  return [
    ...tier(edges, '1', storey.first, 0, 10, [19]),
    ...tier(edges, '2', storey.second, 104, 8, [21]),
    ...tier(edges, '4', storey.fourth, 192, 13, [23]),
  ];
}

function tier(
  edges: readonly BowlEdge[],
  id: string,
  floor: typeof storey.first,
  offset: number,
  rows: number,
  blocks: readonly number[],
): PlannedSection[] {
  const name = sectionName;
  return planBowlTier(edges, { id, floor, offset, rows, rowPitch, blocks, aisle: stairs, name });
}

/** The circle of the ball park's main stands lies behind the mound; the outfield's around home plate. */
const mound: Point = [0, 0];
const home: Point = [0, 300];
const fence = 640;

/** 고척스카이돔 as a ball park of 16,000: home plate below, stands along the foul lines, bleachers up. */
export function gocheokBallPark(): SeatMap {
  return {
    name: text('야구', 'Baseball'),
    stage: {
      outline: tidyOutline([home, ...arcPoints(home, fence, 135, 225)]),
      label: text('그라운드', 'Field'),
      focus: home,
    },
    sections: fitSeats(parkStands(), 16_000),
  };
}

function parkStands(): PlannedSection[] {
  const infield: BowlEdge[] = [{ kind: 'arc', centre: mound, radius: 410, from: -98, to: 98 }];
  const outfield: BowlEdge[] = [{ kind: 'arc', centre: home, radius: fence, from: 139, to: 221 }];
  const bleachers = text('외야', 'Outfield');
  return [
    ...tier(infield, '1', storey.first, 0, 15, [17]),
    ...tier(infield, '2', storey.second, 145, 8, [17]),
    ...tier(infield, '4', storey.fourth, 232, 16, [19]),
    ...tier(outfield, '9', bleachers, 24, 14, [7]),
  ];
}
