import type { Category } from '../../search/search-state.ts';
import { classical } from './classical.tsx';
import type { Composition } from './composition.ts';
import { concert } from './concert.tsx';
import { exhibition } from './exhibition.tsx';
import { family } from './family.tsx';
import { musical } from './musical.tsx';
import { play } from './play.tsx';
import { sports } from './sports.tsx';

/** One composition a genre; the seed turns its knobs. */
export const compositions: Readonly<Record<Category, Composition>> = {
  concert,
  musical,
  play,
  classical,
  sports,
  exhibition,
  family,
};
