import { expect, test } from 'vitest';
import { firstSeedOfToday, runInThreads, runWorker } from '../src/run-workers.ts';

/** Seeds of today besides as many that are always the same: ten thousand in each run. */
const seedCount = 5_000;
/** About 30 seconds on two processors; a slow and busy machine has its time. */
const timeoutMs = 900_000;

test(
  'ten thousand on-sales, of fixed seeds and of today, keep every invariant',
  async () => {
    for (const from of [1, firstSeedOfToday()]) {
      const { ran, failures, perSecond } = await runInThreads({ from, count: seedCount });
      console.log(`${ran} on-sales from seed ${from}, ${perSecond.toFixed(0)} a second`);
      expect(failures.map(tell).join('\n')).toBe('');
      expect(ran).toBe(seedCount);
    }
  },
  timeoutMs,
);

test(
  'a seed is the same on-sale each time, in any thread and after any others',
  async () => {
    const first = { from: 1, count: 200, failuresMax: 1, withDigests: true };
    const [all, second] = await Promise.all([
      runWorker(first),
      runWorker({ ...first, from: 101, count: 100 }),
    ]);
    expect(second.digests).toEqual(all.digests.slice(100));
    expect(new Set(all.digests).size).toBe(200);
  },
  timeoutMs,
);

const tell = ({ seed, faults }: { seed: number; faults: readonly string[] }): string =>
  `seed ${seed}: ${faults.join('; ')}\n  npm run simulate -- --seed ${seed}`;
