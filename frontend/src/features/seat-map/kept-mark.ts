import { keptFor, type Point } from './seat-map-model.ts';

/** The name of a kept seat among the texts, by `keptOf`; none for seats that are kept for nobody. */
export const keptNames = [undefined, 'wheelchair', 'companion'] as const;

/** Below this width of a seat (device px) a mark would be a blot. */
const markFromPx = 7;

/** Strokes in the unit square around 0, shared by the map and the legend. */
export const keptStrokes = {
  wheelchair: [
    [
      [-0.1, -0.24],
      [-0.1, 0.02],
      [0.14, 0.02],
      [0.22, 0.26],
    ],
  ],
  companion: [
    [
      [-0.22, 0],
      [0.22, 0],
    ],
    [
      [0, -0.22],
      [0, 0.22],
    ],
  ],
} as const satisfies Record<string, readonly (readonly Point[])[]>;

export interface KeptMark {
  /** A value of `keptOf`. */
  readonly kept: number;
  readonly at: Point;
  readonly sizePx: number;
  readonly colour: string;
}

/** Draws the mark of a kept seat over the seat: a sign of its own, so that colour alone never tells. */
export function traceKeptMark(to: CanvasRenderingContext2D, mark: KeptMark): void {
  const { at, sizePx } = mark;
  if (sizePx < markFromPx) return;
  const [x, y] = at;
  const isPlace = mark.kept === keptFor.wheelchair;
  to.strokeStyle = mark.colour;
  to.fillStyle = mark.colour;
  to.lineWidth = Math.max(1, sizePx * 0.09);
  to.beginPath();
  for (const stroke of keptStrokes[isPlace ? 'wheelchair' : 'companion']) {
    stroke.forEach(([dx, dy], index) => {
      const point = [x + dx * sizePx, y + dy * sizePx] as const;
      if (index === 0) to.moveTo(...point);
      else to.lineTo(...point);
    });
  }
  if (isPlace) {
    to.moveTo(x + 0.16 * sizePx, y + 0.14 * sizePx);
    to.arc(x - 0.04 * sizePx, y + 0.14 * sizePx, sizePx * 0.2, 0, Math.PI * 1.2);
  }
  to.stroke();
  if (!isPlace) return;
  to.beginPath();
  to.arc(x - 0.1 * sizePx, y - 0.36 * sizePx, sizePx * 0.08, 0, Math.PI * 2);
  to.fill();
}
