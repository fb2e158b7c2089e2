import type { SeatMap } from '../../../packages/contracts/src/index.ts';
import { arcPoints, type Point } from '../geometry.ts';
import { buildHouse, planSideGalleries } from '../house.ts';
import { arcStretch, type PlannedSection } from '../plan.ts';
import { numberLabel, storey, text } from '../words.ts';

const fiveBlocks = [0.24, 0.65, 1];

/** 예술의전당 콘서트홀: three storeys around an open platform, with a choir behind it. */
export function sacConcertHall(): SeatMap {
  return buildHouse({
    name: text('합창석 포함', 'With choir seats'),
    capacity: 2505,
    stage: { halfWidth: 92, depth: 70, label: text('연주 무대', 'Platform') },
    front: 34,
    curve: 320,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 24,
        split: 'sections',
        halfWidth: [113, 166],
        parts: fiveBlocks,
        outerRowsLess: 2,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 8,
        split: 'sections',
        halfWidth: [169, 184],
        parts: fiveBlocks,
      },
      {
        id: 'f3',
        floor: storey.third,
        rows: 8,
        split: 'sections',
        halfWidth: [186, 201],
        parts: fiveBlocks,
      },
    ],
    others: [
      ...choir(),
      ...planSideGalleries({
        id: 'f2-box',
        floor: storey.second,
        names: [text('BOX 좌', 'Box left'), text('BOX 우', 'Box right')],
        x: 164,
        from: -70,
        to: 110,
        rows: 3,
      }),
      ...planSideGalleries({
        id: 'f3-box',
        floor: storey.third,
        names: [text('BOX 좌', 'Box left'), text('BOX 우', 'Box right')],
        x: 204,
        from: -70,
        to: 150,
        rows: 2,
      }),
    ],
  });
}

/** Choir seats (합창석): rows behind the platform that curve around it and look down the hall. */
function choir(): PlannedSection[] {
  const centre: Point = [0, 90];
  const [radius, rowPitch, rows] = [200, 8.6, 7];
  const last = radius + (rows - 1) * rowPitch;
  const blocks = [
    { id: 'g', from: 211, to: 194, name: text('G블록', 'Block G') },
    { id: 'h', from: 192.5, to: 167.5, name: text('H블록', 'Block H') },
    { id: 'i', from: 166, to: 149, name: text('I블록', 'Block I') },
  ];
  return blocks.map((block, index) => ({
    id: `choir-${block.id}`,
    name: block.name,
    floor: text('합창석', 'Choir'),
    outline: [
      ...arcPoints(centre, radius - 4, block.from + 0.4, block.to - 0.4),
      ...arcPoints(centre, last + 4, block.to - 0.4, block.from + 0.4),
    ],
    rows: Array.from({ length: rows }, (_, row) => ({
      label: numberLabel(row),
      stretches: [arcStretch(centre, radius + row * rowPitch, block.from, block.to)],
    })),
    pair: `choir/${Math.min(index, blocks.length - 1 - index)}`,
    numbering: 'choir',
  }));
}
