import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { seedOfToday } from '@ticketing/testing';
import type { Ran } from './run-seeds.ts';
import type { SeedWork } from './seed-worker.ts';

/** Does the work in a thread of its own, into which no other's bug is planted. */
export function runWorker(workerData: SeedWork): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), {
      workerData,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a worker ended without a word')));
  });
}

/** Shares the seeds among as many threads as there are processors. */
export async function runInThreads({ from, count }: { from: number; count: number }) {
  const threads = Math.min(availableParallelism(), count);
  const startedAt = performance.now();
  const share = Math.ceil(count / threads);
  const all = await Promise.all(
    Array.from({ length: threads }, (_, thread) =>
      runWorker({
        from: from + thread * share,
        count: Math.min(share, count - thread * share),
        failuresMax: 5,
      }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const ran = all.reduce((sum, one) => sum + one.ran, 0);
  return { ran, failures: all.flatMap(({ failures }) => failures), perSecond: ran / seconds };
}

/** Every day looks at on-sales that nobody has seen. */
export const firstSeedOfToday = (): number => seedOfToday() * 1_000_000;
