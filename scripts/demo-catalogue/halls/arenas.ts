import type { SeatMap } from '../../../packages/contracts/src/index.ts';
import { type BowlEdge, planBowlTier } from '../bowl.ts';
import { fitSeats } from '../fit-seats.ts';
import { rectangle } from '../geometry.ts';
import { mirrorColumns, planGrid } from '../grid.ts';
import type { PlannedSection } from '../plan.ts';
import { letterOf, numberLabel, sectionName, storey, text } from '../words.ts';

type StandingSection = Extract<SeatMap['sections'][number], { kind: 'standing' }>;

const rowPitch = 8.2;
const stairs = 12;

/** An indoor arena with the stage at one end of its floor. */
interface Arena {
  /** Distance of the stands' inner edge from the axis. */
  halfWidth: number;
  /** Length of the straight sides, from beside the stage backwards. */
  straight: number;
  /** How far the stands bend round beside the stage, in degrees. */
  wing: number;
  /** Blocks on the left wing, left side, end, right side and right wing. */
  lower: { rows: number; blocks: readonly number[] };
  upper: { rows: number; blocks: readonly number[] };
}

const kspo: Arena = {
  halfWidth: 262,
  straight: 410,
  wing: 36,
  lower: { rows: 12, blocks: [1, 4, 8, 4, 1] },
  upper: { rows: 15, blocks: [2, 4, 11, 4, 2] },
};
const sajik: Arena = {
  halfWidth: 250,
  straight: 350,
  wing: 26,
  lower: { rows: 12, blocks: [1, 4, 8, 4, 1] },
  upper: { rows: 17, blocks: [1, 4, 11, 4, 1] },
};

/** 올림픽공원 KSPO DOME with chairs on the floor: 3,600 there, 11,400 on two tiers of stands. */
export function kspoDomeSeated(): SeatMap {
  return {
    name: text('콘서트 (플로어 좌석)', 'Concert, seated floor'),
    stage: stageWithRunway(),
    sections: [...fitSeats(floorChairs(222, 20), 3600), ...fitSeats(stands(kspo), 11_400)],
  };
}

/** The same hall with a standing floor: four pools of 900 before the stands. */
export function kspoDomeStanding(): SeatMap {
  return {
    name: text('콘서트 (플로어 스탠딩)', 'Concert, standing floor'),
    stage: stageWithRunway(),
    sections: [...standingFloor(900), ...fitSeats(stands(kspo), 11_400)],
  };
}

/** 부산 사직실내체육관 as a concert hall: 3,000 on the floor, 11,000 on the stands. */
export function sajikConcert(): SeatMap {
  return {
    name: text('콘서트', 'Concert'),
    stage: stageWithRunway(),
    sections: [...fitSeats(floorChairs(206, 17), 3000), ...fitSeats(stands(sajik), 11_000)],
  };
}

/** A stage across the hall with a runway into the floor. */
function stageWithRunway(): SeatMap['stage'] {
  return {
    outline: [
      [-175, -92],
      [175, -92],
      [175, 0],
      [14, 0],
      [14, 92],
      [40, 92],
      [40, 132],
      [-40, 132],
      [-40, 92],
      [-14, 92],
      [-14, 0],
      [-175, 0],
    ],
    label: text('무대', 'Stage'),
    focus: [0, 0],
  };
}

/** Chairs on the floor: a band on both sides of the runway, then two bands of six blocks. */
function floorChairs(halfWidth: number, rows: number): PlannedSection[] {
  const third = (halfWidth - 6 - 2 * 10) / 3;
  const beside = (halfWidth - 52) / 2;
  const usual = {
    floor: storey.floor,
    rowPitch: 9,
    label: numberLabel,
    numbering: 'block' as const,
  };
  return [
    ...planGrid({
      ...usual,
      id: 'floor',
      columns: mirrorColumns([
        [52, 52 + beside - 5],
        [52 + beside + 5, halfWidth],
      ]),
      bands: [{ y: 22, rows: 13 }],
      block: (column) => floorBlock('A', column),
    }),
    ...planGrid({
      ...usual,
      id: 'floor',
      columns: mirrorColumns(
        [0, 1, 2].map((index) => {
          const left = 6 + index * (third + 10);
          return [left, left + third];
        }),
      ),
      bands: [0, 1].map((band) => ({ y: 152 + band * (rows * 9 + 14), rows })),
      block: (column, band) => floorBlock(letterOf(band + 1), column),
    }),
  ];
}

function floorBlock(letter: string, column: number) {
  const name = `${letter}${column + 1}`;
  return { id: name.toLowerCase(), name: sectionName(name) };
}

function standingFloor(capacity: number): StandingSection[] {
  const areas = [
    {
      id: 'standing-ga',
      name: text('스탠딩 가', 'Standing A'),
      box: rectangle(-214, 14, -50, 246),
    },
    { id: 'standing-na', name: text('스탠딩 나', 'Standing B'), box: rectangle(50, 14, 214, 246) },
    {
      id: 'standing-da',
      name: text('스탠딩 다', 'Standing C'),
      box: rectangle(-214, 258, -6, 470),
    },
    { id: 'standing-ra', name: text('스탠딩 라', 'Standing D'), box: rectangle(6, 258, 214, 470) },
  ];
  return areas.map(({ id, name, box }) => ({
    id,
    kind: 'standing',
    name,
    floor: storey.floor,
    outline: box,
    capacity,
  }));
}

function stands(arena: Arena): PlannedSection[] {
  const { halfWidth, straight, wing } = arena;
  const edges: BowlEdge[] = [
    { kind: 'arc', centre: [0, 0], radius: halfWidth, from: -90 - wing, to: -90 },
    { kind: 'line', from: [-halfWidth, 0], to: [-halfWidth, straight] },
    { kind: 'arc', centre: [0, straight], radius: halfWidth, from: -90, to: 90 },
    { kind: 'line', from: [halfWidth, straight], to: [halfWidth, 0] },
    { kind: 'arc', centre: [0, 0], radius: halfWidth, from: 90, to: 90 + wing },
  ];
  return twoTiers(edges, arena.lower, arena.upper);
}

function twoTiers(
  edges: readonly BowlEdge[],
  lower: Arena['lower'],
  upper: Arena['upper'],
): PlannedSection[] {
  const usual = { rowPitch, aisle: stairs, name: sectionName };
  return [
    ...planBowlTier(edges, { ...usual, ...lower, id: '1', floor: storey.first, offset: 0 }),
    ...planBowlTier(edges, {
      ...usual,
      ...upper,
      id: '2',
      floor: storey.second,
      offset: lower.rows * rowPitch + 22,
    }),
  ];
}

/** 부산 사직실내체육관 as a sports hall: a court in the middle, stands on all four sides. */
export function sajikCourt(): SeatMap {
  return {
    name: text('농구·배구', 'Court sports'),
    stage: {
      outline: rectangle(-150, -84, 150, 84),
      label: text('코트', 'Court'),
      focus: [0, 0],
    },
    sections: fitSeats(
      twoTiers(
        ring(236, 156, 110),
        { rows: 15, blocks: [1, 2, 1, 2, 2, 2, 1, 2, 1] },
        { rows: 20, blocks: [1, 4, 1, 4, 2, 4, 1, 4, 1] },
      ),
      14_000,
    ),
  };
}

/** A rectangle with round corners, walked from the middle of its top, so that halves mirror. */
function ring(halfWidth: number, halfLength: number, corner: number): BowlEdge[] {
  const [x, y] = [halfWidth - corner, halfLength - corner];
  return [
    { kind: 'line', from: [0, -halfLength], to: [-x, -halfLength] },
    { kind: 'arc', centre: [-x, -y], radius: corner, from: -180, to: -90 },
    { kind: 'line', from: [-halfWidth, -y], to: [-halfWidth, y] },
    { kind: 'arc', centre: [-x, y], radius: corner, from: -90, to: 0 },
    { kind: 'line', from: [-x, halfLength], to: [x, halfLength] },
    { kind: 'arc', centre: [x, y], radius: corner, from: 0, to: 90 },
    { kind: 'line', from: [halfWidth, y], to: [halfWidth, -y] },
    { kind: 'arc', centre: [x, -y], radius: corner, from: 90, to: 180 },
    { kind: 'line', from: [x, -halfLength], to: [0, -halfLength] },
  ];
}
