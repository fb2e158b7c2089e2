/**
 * Plane geometry of seat maps. One map unit is 10 cm. The stage is up: y grows away from it, x to the
 * right, and x = 0 is the axis of the hall, so that what mirrors x mirrors the hall.
 *
 * Directions are degrees from the axis: 0 points down the screen (straight away from the stage), +90 to
 * the right, -90 to the left. The catalogue format counts from +x towards +y, which is 90 minus ours.
 */
export type Point = [number, number];

/** Rounds to `digits` decimals and never returns -0, which JSON would print as 0 and read back changed. */
export function round(value: number, digits = 1): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor + 0;
}

const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;
const toDegrees = (radians: number): number => (radians * 180) / Math.PI;

/** The point at `radius` from `centre` in the direction `degrees`. */
export function polar(centre: Point, radius: number, degrees: number): Point {
  const angle = toRadians(degrees);
  return [centre[0] + radius * Math.sin(angle), centre[1] + radius * Math.cos(angle)];
}

/** The direction in which a circle of `radius` around a centre on the axis stands `x` off the axis. */
export function degreesAtX(radius: number, x: number): number {
  return toDegrees(Math.asin(x / radius));
}

/** Length of the arc between two directions. */
export function arcLength(radius: number, from: number, to: number): number {
  return radius * toRadians(Math.abs(to - from));
}

/** Angle that an arc of `length` spans, in degrees. */
export function arcDegrees(radius: number, length: number): number {
  return toDegrees(length / radius);
}

/** Points of an arc from one direction to another, at most `degreesStep` apart, both ends included. */
export function arcPoints(
  centre: Point,
  radius: number,
  from: number,
  to: number,
  degreesStep = 6,
): Point[] {
  const parts = Math.max(1, Math.ceil(Math.abs(to - from) / degreesStep));
  return Array.from({ length: parts + 1 }, (_, index) =>
    polar(centre, radius, from + ((to - from) * index) / parts),
  );
}

/** An axis-aligned rectangle as an outline. */
export function rectangle(left: number, top: number, right: number, bottom: number): Point[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** Outline to whole tenths of a unit (1 cm), without points that add nothing. */
export function tidyOutline(points: readonly Point[]): Point[] {
  return dropCollinear(points.map(([x, y]): Point => [round(x), round(y)]));
}

function dropCollinear(points: Point[]): Point[] {
  return points.filter((point, index) => {
    const before = points.at(index - 1);
    const after = points[(index + 1) % points.length];
    if (before === undefined || after === undefined) return true;
    return distanceToLine(point, before, after) > 0.3;
  });
}

function distanceToLine(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(point[0] - from[0], point[1] - from[1]);
  return Math.abs(dx * (from[1] - point[1]) - (from[0] - point[0]) * dy) / length;
}
