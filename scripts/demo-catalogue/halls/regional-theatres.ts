import type { SeatMap } from '../../../packages/contracts/src/index.ts';
import { buildHouse } from '../house.ts';
import { storey, text } from '../words.ts';

const usual = text('기본 좌석', 'Standard seating');
const threeBlocks = [0.37, 1];
const fourBlocks = [0, 0.5, 1];
const fiveBlocks = [0.24, 0.65, 1];

/** 고양아람누리 아람극장: an opera house of three storeys. */
export function goyangAramTheater(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 1887,
    stage: { halfWidth: 104, depth: 56 },
    front: 46,
    curve: 340,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 22,
        split: 'sections',
        halfWidth: [112, 164],
        parts: fiveBlocks,
        outerRowsLess: 2,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 8,
        split: 'sections',
        halfWidth: [166, 182],
        parts: threeBlocks,
      },
      {
        id: 'f3',
        floor: storey.third,
        rows: 8,
        split: 'sections',
        halfWidth: [184, 198],
        parts: threeBlocks,
      },
    ],
  });
}

/** 대전예술의전당 아트홀: three storeys, three blocks. */
export function daejeonArtsHall(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 1546,
    stage: { halfWidth: 96, depth: 54 },
    front: 42,
    curve: 300,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 21,
        split: 'sections',
        halfWidth: [102, 150],
        parts: threeBlocks,
        outerRowsLess: 1,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 7,
        split: 'sections',
        halfWidth: [154, 166],
        parts: threeBlocks,
      },
      {
        id: 'f3',
        floor: storey.third,
        rows: 6,
        split: 'sections',
        halfWidth: [168, 178],
        parts: threeBlocks,
      },
    ],
  });
}

/** 강릉아트센터 사임당홀: two storeys with a centre aisle. */
export function gangneungSaimdangHall(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 998,
    stage: { halfWidth: 88, depth: 48 },
    front: 36,
    curve: 360,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 18,
        split: 'sections',
        halfWidth: [98, 136],
        parts: fourBlocks,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 6,
        split: 'sections',
        halfWidth: [138, 148],
        parts: fourBlocks,
      },
    ],
  });
}

/** 서귀포예술의전당 대극장: two storeys, each one section with aisles. */
export function seogwipoGrandTheater(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 802,
    stage: { halfWidth: 80, depth: 46 },
    front: 36,
    curve: 300,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 16,
        split: 'aisles',
        halfWidth: [90, 122],
        parts: threeBlocks,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 6,
        split: 'aisles',
        halfWidth: [126, 136],
        parts: threeBlocks,
      },
    ],
  });
}
