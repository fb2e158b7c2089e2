import type { Bounds, Point } from './seat-map-model.ts';

/** What part of the hall is on screen. */
export interface View {
  /** CSS pixels of a map unit. */
  readonly scale: number;
  /** The map's point in the middle of the screen. */
  readonly x: number;
  readonly y: number;
}
/** CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const marginPx = 20;

/** Shows all of `bounds`. `scaleMax` keeps a small section from filling the screen with one seat. */
export function fitView(bounds: Bounds, size: Size, scaleMax = Infinity): View {
  const width = Math.max(1, bounds.right - bounds.left);
  const height = Math.max(1, bounds.bottom - bounds.top);
  const room = {
    width: Math.max(1, size.width - marginPx * 2),
    height: Math.max(1, size.height - marginPx * 2),
  };
  return {
    scale: Math.min(room.width / width, room.height / height, scaleMax),
    x: (bounds.left + bounds.right) / 2,
    y: (bounds.top + bounds.bottom) / 2,
  };
}

/** Shows the whole hall, its stage at the upper edge: on phones the total lies over the lower one. */
export function fitHall(bounds: Bounds, size: Size): View {
  const view = fitView(bounds, size);
  const heightPx = (bounds.bottom - bounds.top) * view.scale;
  const spare = Math.max(0, size.height - marginPx * 2 - heightPx) / view.scale;
  return { ...view, y: view.y + spare / 2 };
}

export const toScreen = (view: View, size: Size, [x, y]: Point): Point => [
  (x - view.x) * view.scale + size.width / 2,
  (y - view.y) * view.scale + size.height / 2,
];

export const toMap = (view: View, size: Size, [x, y]: Point): Point => [
  (x - size.width / 2) / view.scale + view.x,
  (y - size.height / 2) / view.scale + view.y,
];

/** The part of the map on screen. */
export const visibleBounds = (view: View, size: Size): Bounds => {
  const [left, top] = toMap(view, size, [0, 0]);
  const [right, bottom] = toMap(view, size, [size.width, size.height]);
  return { left, top, right, bottom };
};

/** Changes the zoom so that the map's point under `anchor` (screen) stays where it is. */
export function zoomAt(view: View, size: Size, anchor: Point, scale: number): View {
  const [x, y] = toMap(view, size, anchor);
  return {
    scale,
    x: x - (anchor[0] - size.width / 2) / scale,
    y: y - (anchor[1] - size.height / 2) / scale,
  };
}

/** Moves by a drag of (dx, dy) CSS pixels. */
export const panBy = (view: View, dx: number, dy: number): View => ({
  ...view,
  x: view.x - dx / view.scale,
  y: view.y - dy / view.scale,
});

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));

/** Keeps the hall in sight: the middle of the screen never leaves it, the zoom stays in its range. */
export const clampView = (
  view: View,
  bounds: Bounds,
  range: { readonly min: number; readonly max: number },
): View => ({
  scale: clamp(view.scale, range.min, range.max),
  x: clamp(view.x, bounds.left, bounds.right),
  y: clamp(view.y, bounds.top, bounds.bottom),
});

/** Between two views, 0..1; zoom is mixed on its own scale so that it looks even. */
export const mixViews = (from: View, to: View, share: number): View => ({
  scale: from.scale * (to.scale / from.scale) ** share,
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
});
