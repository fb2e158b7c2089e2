import type { ReactNode } from 'react';
import type { Palette } from '../palettes.ts';
import type { Random } from '../seeded-random.ts';

/** What a composition draws on: a box whose origin is at (0, 0). It may bleed; the poster clips. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly inks: Palette;
  readonly random: Random;
  /** The title in both languages: what it names may be drawn. Never set as text. */
  readonly words: string;
}

const luminance = (colour: string): number =>
  [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16))
    .reduce((sum, channel, index) => sum + channel * ([0.3, 0.59, 0.11][index] ?? 0), 0);

/** The ink that shines most: what a lamp lights up. `inks` are `#rrggbb`. */
export const lightest = (inks: Palette): string =>
  [inks.ink, inks.ground, inks.soft, inks.main].reduce((best, ink) =>
    luminance(ink) > luminance(best) ? ink : best,
  );

/** Draws a genre's picture. Pure: the same sheet and seed give the same picture. */
export type Composition = (sheet: Sheet) => ReactNode;

/** Three figures or so of each number: finer is invisible and only makes the page heavier. */
export const at = (...numbers: readonly number[]): string =>
  numbers
    .map((number) => {
      const step = Math.abs(number) < 10 ? 100 : 10;
      return Math.round(number * step) / step;
    })
    .join(' ');
