import type { SeatMap } from '../../../packages/contracts/src/index.ts';
import { buildHouse, planSideGalleries } from '../house.ts';
import { letterOf, storey, text } from '../words.ts';

const usual = text('기본 좌석', 'Standard seating');
const threeBlocks = [0.37, 1];
const fiveBlocks = [0.24, 0.65, 1];

/** 세종문화회관 대극장: five blocks on each of three storeys. */
export function sejongGrandTheater(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 3022,
    stage: { halfWidth: 130, depth: 56 },
    front: 40,
    curve: 430,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 25,
        split: 'sections',
        halfWidth: [158, 222],
        parts: fiveBlocks,
        outerRowsLess: 3,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 10,
        split: 'sections',
        halfWidth: [226, 250],
        parts: fiveBlocks,
      },
      {
        id: 'f3',
        floor: storey.third,
        rows: 9,
        split: 'sections',
        halfWidth: [252, 272],
        parts: fiveBlocks,
      },
    ],
  });
}

/** 예술의전당 오페라극장: a horseshoe, four storeys with boxes along the walls. */
export function sacOperaTheater(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 2305,
    stage: { halfWidth: 100, depth: 60 },
    front: 54,
    curve: 290,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 23,
        split: 'sections',
        halfWidth: [108, 151],
        parts: fiveBlocks,
        outerRowsLess: 2,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 6,
        split: 'sections',
        halfWidth: [153, 163],
        parts: threeBlocks,
      },
      {
        id: 'f3',
        floor: storey.third,
        rows: 6,
        split: 'sections',
        halfWidth: [169, 179],
        parts: threeBlocks,
      },
      {
        id: 'f4',
        floor: storey.fourth,
        rows: 6,
        split: 'sections',
        halfWidth: [184, 194],
        parts: threeBlocks,
      },
    ],
    others: [
      ...boxes('f2-box', 'BOX', 'Box', storey.second, 176, 206),
      ...boxes('f3-box', 'BOX', 'Box', storey.third, 204, 246),
      ...boxes('f4-box', 'BOX', 'Box', storey.fourth, 232, 286),
    ],
  });
}

/** Two-row boxes on both walls, from beside the orchestra pit backwards. */
function boxes(
  id: string,
  ko: string,
  en: string,
  floor: typeof storey.second,
  x: number,
  to: number,
) {
  const names = [text(`${ko} 좌`, `${en} left`), text(`${ko} 우`, `${en} right`)] as const;
  return planSideGalleries({ id, floor, names, x, from: 36, to, rows: 2 });
}

/** 블루스퀘어 신한카드홀: three storeys, three blocks each. */
export function blueSquare(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 1766,
    stage: { halfWidth: 104, depth: 52 },
    front: 40,
    curve: 380,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 22,
        split: 'sections',
        halfWidth: [104, 151],
        parts: threeBlocks,
        outerRowsLess: 1,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 8,
        split: 'sections',
        halfWidth: [153, 166],
        parts: threeBlocks,
      },
      {
        id: 'f3',
        floor: storey.third,
        rows: 7,
        split: 'sections',
        halfWidth: [167, 179],
        parts: threeBlocks,
      },
    ],
  });
}

/** LG아트센터 서울: each storey is one section, with aisles inside the rows. */
export function lgArtsCenter(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 1335,
    stage: { halfWidth: 96, depth: 50 },
    front: 38,
    curve: 330,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 19,
        split: 'aisles',
        halfWidth: [98, 135],
        parts: threeBlocks,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 6,
        split: 'aisles',
        halfWidth: [139, 149],
        parts: threeBlocks,
      },
      {
        id: 'f3',
        floor: storey.third,
        rows: 6,
        split: 'aisles',
        halfWidth: [150, 160],
        parts: threeBlocks,
      },
    ],
  });
}

/** 샤롯데씨어터: two storeys of three blocks. */
export function charlotteTheater(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 1241,
    stage: { halfWidth: 92, depth: 50 },
    front: 38,
    curve: 310,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 20,
        split: 'sections',
        halfWidth: [95, 135],
        parts: threeBlocks,
        outerRowsLess: 1,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 10,
        split: 'sections',
        halfWidth: [139, 156],
        parts: threeBlocks,
      },
    ],
  });
}

/** 대구오페라하우스: a steep horseshoe of three storeys with side galleries. */
export function daeguOperaHouse(): SeatMap {
  return buildHouse({
    name: usual,
    capacity: 1490,
    stage: { halfWidth: 92, depth: 54 },
    front: 52,
    curve: 260,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 20,
        split: 'sections',
        halfWidth: [92, 129],
        parts: threeBlocks,
        outerRowsLess: 1,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 6,
        split: 'sections',
        halfWidth: [132, 142],
        parts: threeBlocks,
      },
      {
        id: 'f3',
        floor: storey.third,
        rows: 6,
        split: 'sections',
        halfWidth: [147, 156],
        parts: threeBlocks,
      },
    ],
    others: [
      ...boxes('f2-side', '측면', 'Side', storey.second, 150, 180),
      ...boxes('f3-side', '측면', 'Side', storey.third, 180, 220),
    ],
  });
}

/** 국립아시아문화전당 예술극장: a large flexible theatre with nearly straight, lettered rows. */
export function accTheater(): SeatMap {
  return buildHouse({
    name: text('프로시니엄형', 'Proscenium'),
    capacity: 1120,
    stage: { halfWidth: 118, depth: 60 },
    front: 36,
    curve: 1600,
    storeys: [
      {
        id: 'f1',
        floor: storey.first,
        rows: 18,
        split: 'sections',
        halfWidth: [162, 162],
        parts: [0, 0.5, 1],
        label: letterOf,
      },
      {
        id: 'f2',
        floor: storey.second,
        rows: 4,
        split: 'sections',
        halfWidth: [169, 169],
        parts: [0, 0.5, 1],
        label: letterOf,
      },
    ],
  });
}
