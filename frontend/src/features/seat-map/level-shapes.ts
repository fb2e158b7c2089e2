import type { Point } from './seat-map-model.ts';

/** The tokens --level-1..6 of styles.css as a canvas needs them: as colours. */
const colours = ['#e69f00', '#56b4e9', '#009e73', '#cc79a7', '#f0e442', '#d55e00'] as const;

/** Corners within the unit square around 0; a circle has none. Each level keeps its shape everywhere. */
const shapes: readonly (readonly Point[] | 'circle')[] = [
  'circle',
  [
    [-0.45, -0.45],
    [0.45, -0.45],
    [0.45, 0.45],
    [-0.45, 0.45],
  ],
  [
    [0, -0.58],
    [0.58, 0],
    [0, 0.58],
    [-0.58, 0],
  ],
  [
    [0, -0.56],
    [0.5, -0.1],
    [0.5, 0.46],
    [-0.5, 0.46],
    [-0.5, -0.1],
  ],
  [
    [-0.27, -0.48],
    [0.27, -0.48],
    [0.55, 0],
    [0.27, 0.48],
    [-0.27, 0.48],
    [-0.55, 0],
  ],
  [
    [-0.5, -0.46],
    [0.5, -0.46],
    [0.5, 0.1],
    [0, 0.56],
    [-0.5, 0.1],
  ],
];

export const levelColour = (level: number): string =>
  colours[Math.max(0, level) % colours.length] ?? colours[0];

export const levelShape = (level: number): readonly Point[] | 'circle' =>
  shapes[Math.max(0, level) % shapes.length] ?? 'circle';

/** The shape around (x, y) as a canvas path, `size` wide. */
export function traceLevelShape(
  context: CanvasRenderingContext2D,
  level: number,
  [x, y]: Point,
  size: number,
): void {
  const shape = levelShape(level);
  context.beginPath();
  if (shape === 'circle') {
    context.arc(x, y, size / 2, 0, Math.PI * 2);
    return;
  }
  for (const [cornerX, cornerY] of shape) context.lineTo(x + cornerX * size, y + cornerY * size);
  context.closePath();
}
