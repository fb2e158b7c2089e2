import fc from 'fast-check';
import { seedOfToday } from './seeded-random.ts';

/** A set-up file of Vitest: properties that name no seed of their own explore other cases each day. */
fc.configureGlobal({ seed: seedOfToday() });
