import type { MapSection, Point, SeatMapModel } from './seat-map-model.ts';

/** Whether the point lies inside the polygon (even-odd rule). */
export function isInside(outline: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  let previous = outline.at(-1);
  for (const corner of outline) {
    if (previous !== undefined) {
      const crosses = corner[1] > y !== previous[1] > y;
      const at =
        ((previous[0] - corner[0]) * (y - corner[1])) / (previous[1] - corner[1]) + corner[0];
      if (crosses && x < at) inside = !inside;
    }
    previous = corner;
  }
  return inside;
}

/** The section under a point of the map. */
export const findSection = (model: SeatMapModel, point: Point): MapSection | undefined =>
  model.sections.find(({ bounds, outline }) => {
    const [x, y] = point;
    const near = x >= bounds.left && x <= bounds.right && y >= bounds.top && y <= bounds.bottom;
    return near && isInside(outline, point);
  });

/**
 * The seat nearest to a point of the map, at most `reach` map units away; undefined when there is none.
 * Looks only at sections near the point, so it costs a few thousand comparisons at most.
 */
export function findSeat(model: SeatMapModel, [x, y]: Point, reach: number): number | undefined {
  let nearest: number | undefined;
  let shortest = reach * reach;
  for (const { plan, bounds } of model.sections) {
    const near =
      x >= bounds.left - reach &&
      x <= bounds.right + reach &&
      y >= bounds.top - reach &&
      y <= bounds.bottom + reach;
    if (!near || plan.kind === 'standing') continue;
    for (let seatNo = plan.seatNo; seatNo < plan.seatNo + plan.capacity; seatNo += 1) {
      const dx = (model.x[seatNo] ?? Number.NaN) - x;
      const dy = (model.y[seatNo] ?? Number.NaN) - y;
      const distance = dx * dx + dy * dy;
      if (distance <= shortest) {
        shortest = distance;
        nearest = seatNo;
      }
    }
  }
  return nearest;
}
