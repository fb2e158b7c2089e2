import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce } from './cache.ts';
import { checkFolder, sha256 } from './checksums.ts';

const record = '.sha256';

/**
 * A program that is built here once, by a tool that checks its sources against a lock file of ours.
 * What the build made is hashed then, and checked at every start, so that a damaged one is refused.
 */
export async function installBuiltProgram(
  program: string,
  version: string,
  build: (target: string) => Promise<void>,
): Promise<string> {
  const folder = await installOnce(`${program}-${version}`, async (draft) => {
    const target = join(draft, program);
    await build(target);
    await writeFile(join(draft, record), await sha256(target));
  });
  const recorded = await readFile(join(folder, record), 'utf8');
  await checkFolder(folder, new Map([[program, recorded]]));
  return join(folder, program);
}
