import { check } from './check.ts';
import { digestOf } from './digest.ts';
import { simulateOnSale } from './on-sale.ts';

/** A seed whose on-sale broke an invariant. */
export interface Failure {
  readonly seed: number;
  readonly faults: readonly string[];
}

export interface Seeds {
  readonly from: number;
  readonly count: number;
  readonly failuresMax: number;
  /** Also answers what tells two histories apart. */
  readonly withDigests?: boolean;
}

export interface Ran {
  readonly ran: number;
  readonly failures: readonly Failure[];
  readonly digests: readonly string[];
}

/** Simulates one on-sale after the other, until one too many has failed. */
export async function runSeeds({ from, count, failuresMax, withDigests }: Seeds): Promise<Ran> {
  const failures: Failure[] = [];
  const digests: string[] = [];
  let ran = 0;
  while (ran < count && failures.length < failuresMax) {
    const seed = from + ran;
    const record = await simulateOnSale(seed);
    const faults = check(record);
    if (faults.length > 0) failures.push({ seed, faults });
    if (withDigests) digests.push(digestOf(record.world));
    ran += 1;
  }
  return { ran, failures, digests };
}
