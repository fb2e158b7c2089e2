import type { SeatMap } from '../../../packages/contracts/src/index.ts';
import { fitSeats } from '../fit-seats.ts';
import { rectangle } from '../geometry.ts';
import { planGrid } from '../grid.ts';
import { buildHouse } from '../house.ts';
import { blockName, letterOf, storey, text } from '../words.ts';

/** 무대공작소 1관: a small proscenium theatre, one section with two aisles. */
export function studioOne(): SeatMap {
  return buildHouse({
    name: text('기본 좌석', 'Standard seating'),
    capacity: 240,
    stage: { halfWidth: 46, depth: 32 },
    front: 22,
    curve: 220,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 13,
        split: 'aisles',
        halfWidth: [58, 70],
        parts: [0.42, 1],
        label: letterOf,
      },
    ],
  });
}

/** 무대공작소 2관: a black box with straight rows and an aisle in the middle. */
export function studioTwo(): SeatMap {
  return {
    name: text('블랙박스 정면', 'Black box, end on'),
    stage: {
      outline: rectangle(-56, -44, 56, 0),
      label: text('무대', 'Stage'),
      focus: [0, 0],
    },
    sections: fitSeats(
      planGrid({
        id: 'f1',
        floor: storey.first,
        columns: [
          [-52, -6],
          [6, 52],
        ],
        bands: [{ y: 20, rows: 10 }],
        rowPitch: 9,
        label: letterOf,
        block: (column) => ({ id: column === 0 ? 'l' : 'r', name: blockName(letterOf(column)) }),
        numbering: 'band',
      }),
      180,
    ),
  };
}

/** 롤링홀: a club of 500, two standing areas before the stage; entry numbers instead of seats. */
export function rollingHall(): SeatMap {
  return {
    name: text('전석 스탠딩', 'All standing'),
    stage: {
      outline: [
        [-70, -44],
        [70, -44],
        [70, -6],
        [44, 0],
        [-44, 0],
        [-70, -6],
      ],
      label: text('무대', 'Stage'),
      focus: [0, 0],
    },
    sections: [
      {
        id: 'standing-a',
        kind: 'standing',
        name: text('스탠딩 A', 'Standing A'),
        floor: storey.floor,
        outline: [
          [-78, 8],
          [-44, 12],
          [44, 12],
          [78, 8],
          [78, 84],
          [-78, 84],
        ],
        capacity: 300,
      },
      {
        id: 'standing-b',
        kind: 'standing',
        name: text('스탠딩 B', 'Standing B'),
        floor: storey.floor,
        outline: rectangle(-78, 92, 78, 146),
        capacity: 200,
      },
    ],
  };
}
