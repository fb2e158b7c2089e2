import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Patch } from './planted-bugs/planted-bug.ts';
import type { Seeds } from './run-seeds.ts';

/** What a worker is to do: seeds, and changes that are made before anything is loaded. */
export interface SeedWork extends Seeds {
  readonly changes?: readonly Patch[];
}

const { changes = [], ...seeds } = workerData as SeedWork;
// Refusals are answers here, not accidents: nobody reads where they came from.
Error.stackTraceLimit = 0;
const unmade = new Set(changes);
if (changes.length > 0) {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const own = changes.filter(({ file }) => url.endsWith(`/${file}`));
      return own.length === 0
        ? loaded
        : { ...loaded, source: own.reduce(change, String(loaded.source)) };
    },
  });
}

function change(source: string, patch: Patch): string {
  const { file, find, replace } = patch;
  if (source.split(find).length !== 2) throw new Error(`${file} does not have once: ${find}`);
  unmade.delete(patch);
  return source.replace(find, () => replace);
}

const { runSeeds } = await import('./run-seeds.ts');
for (const { file } of unmade) throw new Error(`${file} was never loaded`);
parentPort?.postMessage(await runSeeds(seeds));
