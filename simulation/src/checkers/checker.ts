import type { Record } from '../on-sale.ts';

/** Answers what a recorded on-sale shows to be wrong; each begins with the invariant that is broken. */
export type Checker = (record: Record) => string[];
