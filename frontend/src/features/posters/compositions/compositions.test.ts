import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { categories } from '../../search/search-state.ts';
import { posterPalette } from '../palettes.ts';
import { seededRandom } from '../seeded-random.ts';
import { compositions } from './index.ts';

const sizes = [
  [300, 400],
  [300, 180],
  [400, 400],
] as const;
const seeds = Array.from({ length: 40 }, (_, index) => (index * 2654435761) >>> 0);

const draw = (category: (typeof categories)[number], seed: number, size: (typeof sizes)[number]) =>
  renderToStaticMarkup(
    compositions[category]({
      width: size[0],
      height: size[1],
      inks: posterPalette(category, seed),
      random: seededRandom(seed),
      words: '',
    }),
  );

it('each genre draws the same picture for the same seed, another for others, and only finite numbers', () => {
  for (const category of categories) {
    for (const size of sizes) {
      const pictures = seeds.map((seed) => draw(category, seed, size));
      expect(seeds.map((seed) => draw(category, seed, size))).toEqual(pictures);
      expect(new Set(pictures).size, category).toBe(pictures.length);
      for (const picture of pictures) expect(picture).not.toMatch(/NaN|Infinity|undefined/);
    }
  }
});

it('stays light: a picture is at most 12 KB of markup', () => {
  for (const category of categories) {
    for (const seed of seeds) {
      expect(draw(category, seed, [300, 400]).length, category).toBeLessThan(12 * 1024);
    }
  }
});
