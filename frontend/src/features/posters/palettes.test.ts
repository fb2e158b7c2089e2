import { expect, it } from 'vitest';
import { palettes } from './palettes.ts';

/** WCAG 2.2 relative luminance and contrast. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

it('title and small print read on every sheet (WCAG 1.4.3: 4.5 to 1)', () => {
  for (const [name, { ground, ink }] of Object.entries(palettes)) {
    expect(contrast(ground, ink), name).toBeGreaterThanOrEqual(4.5);
  }
});
