import type { LocalizedText, SeatMap } from '../../packages/contracts/src/index.ts';
import { type Fan, planFan } from './fan.ts';
import { fitSeats } from './fit-seats.ts';
import { arcPoints, degreesAtX, type Point, rectangle, tidyOutline } from './geometry.ts';
import { lineStretch, type PlannedSection } from './plan.ts';
import { blockName, letterOf, numberLabel, text } from './words.ts';

/** A storey of a theatre: a fan that begins `gap` behind the storey before it. */
export interface Storey extends Pick<Fan, 'id' | 'floor' | 'rows' | 'split' | 'outerRowsLess'> {
  gap?: number;
  /** Distance from the axis to the outer edge, at the first and at the last row. */
  halfWidth: readonly [first: number, last: number];
  /** Where the aisles run, as shares of the half width; the last is 1, a first of 0 is on the axis. */
  parts: readonly number[];
  rowPitch?: number;
  aisle?: number;
  label?: (row: number) => string;
  names?: readonly LocalizedText[];
}

/** A theatre or concert hall: storeys of curved rows in front of a stage. */
export interface House {
  name: LocalizedText;
  capacity: number;
  /** Half the stage's width at its front edge, and its depth. */
  stage: { halfWidth: number; depth: number; label?: LocalizedText };
  /** Distance from the stage's front to the first row, and the radius of that row. */
  front: number;
  curve: number;
  storeys: readonly Storey[];
  /** Sections that no storey makes: boxes, choir. */
  others?: readonly PlannedSection[];
}

const rowPitchUsual = 8.6;
const gapUsual = 34;
const aisleUsual = 11;

/** Builds a house; its stage's front edge lies at y = 0 on the axis. */
export function buildHouse(house: House): SeatMap {
  const centre: Point = [0, house.front - house.curve];
  let radius = house.curve;
  const plans = house.storeys.flatMap((storey, index) => {
    const rowPitch = storey.rowPitch ?? rowPitchUsual;
    if (index > 0) radius += storey.gap ?? gapUsual;
    const fan: Fan = {
      ...storey,
      centre,
      radius,
      rowPitch,
      edges: storey.parts.map((part) => [part * storey.halfWidth[0], part * storey.halfWidth[1]]),
      label: storey.label ?? numberLabel,
      aisle: storey.aisle ?? aisleUsual,
      names: storey.names ?? blockNames(storey),
    };
    radius += (storey.rows - 1) * rowPitch;
    return planFan(fan);
  });
  return {
    name: house.name,
    stage: stageOf(house, centre),
    sections: fitSeats([...plans, ...(house.others ?? [])], house.capacity),
  };
}

/** Letters from left to right; a storey that is one section is named after the storey. */
function blockNames(storey: Storey): LocalizedText[] {
  if (storey.split === 'aisles') return [storey.floor];
  return Array.from({ length: storey.parts.length * 2 }, (_, index) => blockName(letterOf(index)));
}

/** A stage whose front edge follows the curve of the rows, narrower at the back. */
function stageOf(house: House, centre: Point): SeatMap['stage'] {
  const { halfWidth, depth, label } = house.stage;
  const radius = house.curve - house.front;
  const side = degreesAtX(radius, halfWidth);
  const back = centre[1] + radius * Math.cos((side * Math.PI) / 180) - depth;
  return {
    outline: tidyOutline([
      [-halfWidth * 0.8, back],
      [halfWidth * 0.8, back],
      ...arcPoints(centre, radius, side, -side, 4),
    ]),
    label: label ?? text('무대', 'Stage'),
    focus: [0, 0],
  };
}

/** Boxes or a side gallery along a wall: straight rows that run from the stage backwards. */
export interface SideGallery {
  id: string;
  floor: LocalizedText;
  names: readonly [left: LocalizedText, right: LocalizedText];
  /** Distance of the row nearest the axis, and where the rows begin and end. */
  x: number;
  from: number;
  to: number;
  rows: number;
  rowPitch?: number;
}

/** Plans a gallery on the left wall and its mirror image on the right. */
export function planSideGalleries(gallery: SideGallery): PlannedSection[] {
  const rowPitch = gallery.rowPitch ?? rowPitchUsual;
  const depth = (gallery.rows - 1) * rowPitch;
  const middle = (gallery.from + gallery.to) / 2;
  return ([-1, 1] as const).map((side, index) => {
    const [near, far] = [gallery.x - 4, gallery.x + depth + 4].map((x) => side * x) as [
      number,
      number,
    ];
    return {
      id: `${gallery.id}-${side < 0 ? 'l' : 'r'}`,
      name: gallery.names[index] ?? gallery.floor,
      floor: gallery.floor,
      outline: rectangle(
        Math.min(near, far),
        gallery.from - 1,
        Math.max(near, far),
        gallery.to + 1,
      ),
      rows: Array.from({ length: gallery.rows }, (_, row) => ({
        label: numberLabel(row),
        stretches: [
          lineStretch(
            [side * (gallery.x + row * rowPitch), middle],
            [0, -side],
            gallery.to - gallery.from,
          ),
        ],
      })),
      pair: gallery.id,
      numbering: `${gallery.id}-${side}`,
    };
  });
}
