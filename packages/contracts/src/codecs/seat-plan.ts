import type { RowGeometry, SeatPlan } from '../seat-map.ts';

/** Where seat `index` (0-based) of a row stands, in map units. */
export function seatPosition(geometry: RowGeometry, index: number): readonly [number, number] {
  if ('line' in geometry) {
    const { x, y, dx, dy } = geometry.line;
    return [x + index * dx, y + index * dy];
  }
  if ('arc' in geometry) {
    const { cx, cy, radius, from, step } = geometry.arc;
    const angle = ((from + index * step) * Math.PI) / 180;
    return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
  }
  const point = geometry.points[index];
  if (point === undefined) throw new RangeError(`row has no seat ${index}`);
  return [point[0], point[1]];
}

/** Which section, row and number a `seatNo` is; undefined outside 0..capacity-1. */
export function locateSeat(
  plan: SeatPlan,
  seatNo: number,
):
  | {
      section: SeatPlan['sections'][number];
      /** Absent in standing sections. */
      row?: SeatPlan['sections'][number]['rows'][number];
      /** The seat's number in its row, or the entry number in a standing section. */
      number: number;
      /** Index into plan.priceLevels, -1 when not on sale. */
      level: number;
    }
  | undefined {
  const section = plan.sections.find(
    (candidate) => seatNo >= candidate.seatNo && seatNo < candidate.seatNo + candidate.capacity,
  );
  if (section === undefined) return undefined;
  if (section.kind === 'standing') {
    return { section, number: seatNo - section.seatNo + 1, level: section.level };
  }
  const row = section.rows.find(
    (candidate) => seatNo >= candidate.seatNo && seatNo < candidate.seatNo + candidate.count,
  );
  if (row === undefined) return undefined;
  const number = row.first + (seatNo - row.seatNo) * row.numberStep;
  return { section, row, number, level: row.level };
}
