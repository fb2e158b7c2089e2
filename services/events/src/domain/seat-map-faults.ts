import type { SeatMap } from '@ticketing/contracts';
import { seatPosition } from '@ticketing/contracts/codecs/seat-plan';
import { addFaults, type Fault, findDuplicates } from './faults.ts';

/** Seats and standing places of one seat map. */
const SEATS_MAX = 100_000;
/** Two seats within the same tenth of a map unit stand at the same point. */
const POINTS_PER_UNIT = 10;

type Section = SeatMap['sections'][number];
type SeatedSection = Extract<Section, { kind: 'seated' }>;
type Row = SeatedSection['rows'][number];

/** Seats or places of a section. */
export const sectionCapacity = (section: Section): number =>
  section.kind === 'standing'
    ? section.capacity
    : section.rows.reduce((sum, row) => sum + row.count, 0);

/** Seats and places of a seat map. */
export const seatMapCapacity = (seatMap: SeatMap): number =>
  seatMap.sections.reduce((sum, section) => sum + sectionCapacity(section), 0);

/** Everything about a seat map that its schema cannot say; empty when it can be sold on. */
export function findSeatMapFaults(seatMap: SeatMap, pointer: string): Fault[] {
  const faults = findDuplicates(
    seatMap.sections,
    (section) => section.id,
    (index, first) => ({
      pointer: `${pointer}/sections/${index}/id`,
      detail: `is the id of section ${first} too`,
    }),
  );
  const capacity = seatMapCapacity(seatMap);
  if (capacity > SEATS_MAX) {
    const detail = `hold ${capacity} seats; a seat map may have ${SEATS_MAX}`;
    return [...faults, { pointer: `${pointer}/sections`, detail }];
  }
  seatMap.sections.forEach((section, index) => {
    if (section.kind === 'standing') return;
    addFaults(faults, findSectionFaults(section, `${pointer}/sections/${index}`));
  });
  // Positions mean something only for rows that are sound in themselves.
  return faults.length > 0 ? faults : findOverlaps(seatMap, pointer);
}

function findSectionFaults(section: SeatedSection, pointer: string): Fault[] {
  const faults = findDuplicates(
    section.rows,
    (row) => row.label,
    (index, first) => ({
      pointer: `${pointer}/rows/${index}/label`,
      detail: `is the label of row ${first} too`,
    }),
  );
  section.rows.forEach((row, index) => {
    faults.push(...findRowFaults(row, `${pointer}/rows/${index}`));
  });
  return faults;
}

function findRowFaults(row: Row, pointer: string): Fault[] {
  const faults: Fault[] = [];
  const last = row.first + (row.count - 1) * row.numberStep;
  if (row.numberStep === 0 && row.count > 1) {
    faults.push({
      pointer: `${pointer}/numberStep`,
      detail: 'gives every seat of the row one number',
    });
  }
  if (last < 1) {
    faults.push({
      pointer: `${pointer}/numberStep`,
      detail: `counts down to ${last}; seat numbers begin at 1`,
    });
  }
  if ('points' in row.geometry && row.geometry.points.length !== row.count) {
    const detail = `are ${row.geometry.points.length}, but the row has ${row.count} seats`;
    faults.push({ pointer: `${pointer}/geometry/points`, detail });
  }
  row.aislesAfter?.forEach((position, index) => {
    if (position < row.count - 1) return;
    faults.push({
      pointer: `${pointer}/aislesAfter/${index}`,
      detail: `is not between two of the row's ${row.count} seats`,
    });
  });
  return [...faults, ...findNeedFaults(row, pointer)];
}

/** Wheelchair places and companion seats are seats of the row, each stated once. */
function findNeedFaults(row: Row, pointer: string): Fault[] {
  const faults: Fault[] = [];
  const stated = new Set<number>();
  for (const name of ['accessible', 'companions'] as const) {
    row[name]?.forEach((position, index) => {
      const at = { pointer: `${pointer}/${name}/${index}` };
      if (position >= row.count) {
        faults.push({ ...at, detail: `is none of the row's ${row.count} seats, counted from 0` });
      } else if (stated.has(position)) faults.push({ ...at, detail: 'is stated before' });
      stated.add(position);
    });
  }
  return faults;
}

/** At most one fault a row: the first of its seats that stands where an earlier one does. */
function findOverlaps(seatMap: SeatMap, pointer: string): Fault[] {
  const faults: Fault[] = [];
  const takenBy = new Map<number, string>();
  seatMap.sections.forEach((section, sectionIndex) => {
    if (section.kind === 'standing') return;
    section.rows.forEach((row, rowIndex) => {
      const clash = placeRow(row, `${section.id} ${row.label}`, takenBy);
      if (clash === undefined) return;
      faults.push({
        pointer: `${pointer}/sections/${sectionIndex}/rows/${rowIndex}/geometry`,
        detail: `puts seat ${clash.number} where ${clash.other} stands`,
      });
    });
  });
  return faults;
}

function placeRow(
  row: Row,
  name: string,
  takenBy: Map<number, string>,
): { number: number; other: string } | undefined {
  let clash: { number: number; other: string } | undefined;
  for (let index = 0; index < row.count; index += 1) {
    const [x, y] = seatPosition(row.geometry, index);
    const cell = cellOf(x, y);
    const other = takenBy.get(cell);
    if (other === undefined) takenBy.set(cell, name);
    else clash ??= { number: row.first + index * row.numberStep, other: `a seat of ${other}` };
  }
  return clash;
}

/** One number for a point; rows may reach far beyond the coordinates that a schema bounds. */
function cellOf(x: number, y: number): number {
  const column = Math.round(x * POINTS_PER_UNIT);
  const line = Math.round(y * POINTS_PER_UNIT);
  return column * 67_108_859 + line;
}
