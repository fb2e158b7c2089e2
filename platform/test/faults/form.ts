import { type SeededRandom, seededRandom, seedOfToday } from '@ticketing/testing';

/**
 * `npm run test:faults` sets FAULTS=all and goes through everything; without it, as in `npm test`, the same tests run
 * in a short form: fewer steps, chosen by a seed that is printed, and shorter outages. One list of tests serves
 * both, so that what is short cannot fall behind what is whole.
 */
export const isWhole = process.env.FAULTS === 'all';

/** Of the day; FAULTS_SEED brings another day's choice back. */
export function printedRandom(): SeededRandom {
  const random = seededRandom(Number(process.env.FAULTS_SEED ?? seedOfToday()));
  console.log(`FAULTS_SEED=${random.seed}`);
  return random;
}
