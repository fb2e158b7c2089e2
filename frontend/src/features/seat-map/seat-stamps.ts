import { fontFamily, hall } from './hall-style.ts';
import { levelColour, traceLevelShape } from './level-shapes.ts';

/** Scales at which pictures are kept: steps of the square root of two, never below what is shown. */
export const bucketOf = (scale: number): number =>
  2 ** (Math.ceil(Math.log2(scale) * 2 - 1e-9) / 2);

interface Stamp {
  readonly canvas: HTMLCanvasElement;
  /** Times the wanted size that the stamp was made in; it is drawn that much smaller. */
  readonly enlarged: number;
}
const stampsMax = 1_500;

/** A seat, drawn once and stamped many times: far cheaper than filling paths and setting text. */
export function createStamps(): (
  level: number,
  free: boolean,
  sizePx: number,
  label: string,
) => Stamp {
  const stamps = new Map<string, HTMLCanvasElement>();
  return (level, free, sizePx, label) => {
    // Sizes in steps, so that zooming does not make new stamps with every frame.
    const size = bucketOf(sizePx);
    const key = `${level}|${free}|${size}|${label}`;
    let canvas = stamps.get(key);
    if (canvas === undefined) {
      if (stamps.size > stampsMax) stamps.clear();
      canvas = document.createElement('canvas');
      const edge = Math.ceil(size * 1.2) + 2;
      canvas.width = edge;
      canvas.height = edge;
      const to = canvas.getContext('2d');
      if (to !== null) {
        to.fillStyle = free ? levelColour(level) : hall.taken;
        traceLevelShape(to, free ? level : 0, [edge / 2, edge / 2], size * (free ? 1 : 0.6));
        to.fill();
        to.textAlign = 'center';
        to.textBaseline = 'middle';
        to.font = `600 ${Math.round(size * 0.42)}px ${fontFamily}`;
        to.fillStyle = hall.dark;
        if (label !== '') to.fillText(label, edge / 2, edge / 2 + size * 0.04);
      }
      stamps.set(key, canvas);
    }
    return { canvas, enlarged: size / sizePx };
  };
}
