import { parseArgs } from 'node:util';
import { check } from './check.ts';
import { simulateOnSale } from './on-sale.ts';
import { firstSeedOfToday, runInThreads } from './run-workers.ts';
import { startMs } from './world.ts';

/** `npm run simulate -- --seeds 10000 [--from N]`, or `-- --seed N` to see one on-sale line by line. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string' },
  },
});

if (values.seed !== undefined) {
  const record = await simulateOnSale(Number(values.seed));
  for (const { atMs, who, what, detail } of record.world.history) {
    const seconds = ((atMs - startMs) / 1000).toFixed(3).padStart(9);
    console.log(seconds, who, what, detail === undefined ? '' : JSON.stringify(detail));
  }
  const faults = check(record);
  for (const fault of faults) console.log(fault);
  console.log(faults.length === 0 ? 'Nothing is wrong.' : `${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} else {
  const from = values.from === undefined ? firstSeedOfToday() : Number(values.from);
  const { ran, failures, perSecond } = await runInThreads({ from, count: Number(values.seeds) });
  for (const { seed, faults } of failures) {
    console.log(`seed ${seed}: ${faults.join('; ')}\n  npm run simulate -- --seed ${seed}`);
  }
  console.log(
    `${ran} on-sales from seed ${from}, ${failures.length} failed, ${perSecond.toFixed(0)} a second`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}
