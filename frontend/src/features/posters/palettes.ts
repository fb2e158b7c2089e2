import type { Category } from '../search/search-state.ts';

/** Six inks of a poster, as a printer would lay them out. `ink` reads on `ground` at 4.5 : 1 or more. */
export interface Palette {
  /** The sheet. */
  readonly ground: string;
  /** Title and small print. */
  readonly ink: string;
  readonly main: string;
  readonly second: string;
  /** A step away from the ground. */
  readonly soft: string;
  /** The darkest, for shadows and depth. */
  readonly deep: string;
}

const palette = (
  ground: string,
  ink: string,
  main: string,
  second: string,
  soft: string,
  deep: string,
): Palette => ({ ground, ink, main, second, soft, deep });

/** Chosen by hand, each to stand alone on a wall and beside any other. */
export const palettes = {
  ember: palette('#15121e', '#f8eee0', '#ff5a36', '#f4b393', '#2c233b', '#0a0910'),
  butter: palette('#f6cf4f', '#14203f', '#2645c9', '#ef6c4a', '#fbe6a1', '#10183a'),
  pine: palette('#123f35', '#fbebdd', '#ff9db2', '#e9592f', '#1d6151', '#082620'),
  lilac: palette('#cfbdf2', '#1d1036', '#e43a22', '#5a2db4', '#e6dbfa', '#35196e'),
  oxblood: palette('#f2e6d2', '#2b0d12', '#9a1c31', '#de8e6c', '#e3cda9', '#4e0e1a'),
  lagoon: palette('#0c5260', '#fff3df', '#ffa62b', '#5cc2b7', '#14707f', '#06323c'),
  volt: palette('#14181b', '#f0f4e8', '#c8f03a', '#8fa1a6', '#2a3237', '#080a0b'),
  harbour: palette('#afd6ea', '#0e1d3b', '#f2452b', '#2c5ca8', '#d5ebf6', '#12305f'),
  clay: palette('#e2603a', '#210d07', '#fbddb0', '#7c2114', '#ee8259', '#4a120a'),
  velvet: palette('#3c1145', '#fcebd3', '#ecae3d', '#c23e83', '#591f66', '#220728'),
  mint: palette('#bfe5d2', '#0b2442', '#f06a57', '#1663b8', '#def4e8', '#0d3b66'),
  stone: palette('#e5e2da', '#121420', '#2340ff', '#ff6b35', '#d0ccc0', '#1b1f45'),
} as const satisfies Record<string, Palette>;

/** Which inks suit a genre. */
const suited: Readonly<Record<Category, readonly [Palette, ...Palette[]]>> = {
  concert: [
    palettes.ember,
    palettes.lilac,
    palettes.volt,
    palettes.butter,
    palettes.velvet,
    palettes.stone,
    palettes.harbour,
  ],
  musical: [
    palettes.velvet,
    palettes.oxblood,
    palettes.lagoon,
    palettes.ember,
    palettes.clay,
    palettes.pine,
  ],
  play: [palettes.clay, palettes.stone, palettes.pine, palettes.oxblood, palettes.butter],
  classical: [
    palettes.oxblood,
    palettes.lagoon,
    palettes.stone,
    palettes.pine,
    palettes.harbour,
    palettes.velvet,
  ],
  sports: [palettes.harbour, palettes.butter, palettes.clay, palettes.volt, palettes.mint],
  exhibition: [
    palettes.stone,
    palettes.lilac,
    palettes.mint,
    palettes.butter,
    palettes.oxblood,
    palettes.harbour,
  ],
  family: [
    palettes.butter,
    palettes.mint,
    palettes.harbour,
    palettes.clay,
    palettes.lilac,
    palettes.pine,
  ],
};

/** The inks of an event: the same on its poster, its page's head and its tickets. */
export function posterPalette(category: Category, posterSeed: number): Palette {
  const choices = suited[category];
  return choices[posterSeed % choices.length] ?? choices[0];
}
