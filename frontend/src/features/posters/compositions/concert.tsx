import { between, pick, type Random } from '../seeded-random.ts';
import { at, type Composition, type Sheet } from './composition.ts';

const ribbons = 19;
const samples = 12;

/** The outline of one ribbon: upper edge from left to right, lower edge back, through midpoints. */
function ribbonPath(
  width: number,
  centre: (x: number) => number,
  thickness: (x: number) => number,
): string {
  const edge = (side: number) =>
    Array.from({ length: samples + 1 }, (_, index) => {
      const x = (index / samples) * width;
      return [x, centre(x) + (side * thickness(x)) / 2] as const;
    });
  const smooth = (points: readonly (readonly [number, number])[], start: string) => {
    const [first, ...others] = points;
    if (first === undefined) return '';
    let path = `${start}${at(...first)}`;
    others.forEach((point, index) => {
      const next = others[index + 1] ?? point;
      path += `Q${at(...point, (point[0] + next[0]) / 2, (point[1] + next[1]) / 2)}`;
    });
    return path;
  };
  return `${smooth(edge(-1), 'M')}${smooth(edge(1).reverse(), 'L')}Z`;
}

/** A wave runs down the sheet: each line swells where it passes. */
function swell({ width, height, inks, random }: Sheet) {
  const gap = height / ribbons;
  const drift = between(random, 0.25, 0.36) * width;
  const turns = between(random, 0.9, 1.5);
  const phase = random() * Math.PI * 2;
  const reach = between(random, 0.16, 0.24) * width;
  const struck = Math.floor(between(random, 0.3, 0.75) * ribbons);
  return Array.from({ length: ribbons }, (_, index) => {
    const y = (index + 0.5) * gap;
    const focus = width / 2 + drift * Math.sin((index / ribbons) * Math.PI * 2 * turns + phase);
    const swelling = (x: number) => Math.exp(-(((x - focus) / reach) ** 2));
    const path = ribbonPath(
      width,
      (x) => y - gap * 0.5 * swelling(x) * Math.sin((x - focus) / (reach * 0.6)),
      (x) => gap * (0.09 + 0.78 * swelling(x)) * Math.min(1, x / (width * 0.12)),
    );
    return <path key={y} d={path} fill={index === struck ? inks.second : inks.main} />;
  });
}

/** Rings leave a source that moves: near on one side, far on the other. */
function rings({ width, height, inks, random }: Sheet) {
  const count = 9;
  const outer = Math.hypot(width, height) * 0.56;
  const angle = between(random, 0.15, 0.85) * Math.PI * (random() < 0.5 ? 1 : -1);
  // The innermost ring stays on the sheet, wherever the source has moved to.
  const shift = (between(random, 0.22, 0.32) * Math.min(width, height)) / count;
  const centre = [width * between(random, 0.42, 0.58), height * 0.52] as const;
  const colours = [inks.main, inks.ground, inks.main, inks.soft] as const;
  return Array.from({ length: count }, (_, index) => {
    const radius = outer * (1 - index / count) ** 1.12;
    return (
      <circle
        key={radius}
        cx={at(centre[0] + Math.cos(angle) * shift * index)}
        cy={at(centre[1] + Math.sin(angle) * shift * index)}
        r={at(radius)}
        fill={index === count - 1 ? inks.second : colours[index % colours.length]}
      />
    );
  });
}

/** Bars of a level meter, thick and thin, cut by a second colour at the peak. */
function levels({ width, height, inks, random }: Sheet) {
  const bars = 11;
  const gap = (width / bars) * 0.26;
  const bar = (width - gap * (bars - 1)) / bars;
  const waves = [between(random, 1.2, 1.8), between(random, 3, 4.4)] as const;
  const phases = [random() * 6, random() * 6] as const;
  return Array.from({ length: bars }, (_, index) => {
    const along = (index / bars) * Math.PI;
    const wave =
      0.58 * Math.abs(Math.sin(along * waves[0] + phases[0])) +
      0.34 * Math.abs(Math.sin(along * waves[1] + phases[1]));
    const high = height * (0.12 + wave * 0.8);
    const x = index * (bar + gap);
    return (
      <g key={x}>
        <rect x={at(x)} y={at(height - high)} width={at(bar)} height={at(high)} fill={inks.main} />
        <rect
          x={at(x)}
          y={at(height - high - bar * 0.78)}
          width={at(bar)}
          height={at(bar * 0.5)}
          fill={inks.second}
        />
      </g>
    );
  });
}

const choose = (random: Random) => pick(random, [swell, rings, levels]);

/** 콘서트: sound waves. */
export const concert: Composition = (sheet) => choose(sheet.random)(sheet);
