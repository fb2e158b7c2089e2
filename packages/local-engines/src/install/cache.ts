import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Outside the repository, so that a fresh clone fetches nothing again. */
export function cacheFolder(): string {
  return (
    process.env.TICKETING_ENGINES_CACHE ?? join(homedir(), '.cache', 'ticketing-pro', 'engines')
  );
}

/**
 * The cache's folder of this name, made by `make` when it is not there. It is made beside under
 * another name and renamed when whole: what a killed process left half made is never used, and of
 * two processes that make it at once the first wins.
 */
export async function installOnce(
  name: string,
  make: (draft: string) => Promise<void>,
): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await make(draft);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!isTaken(error)) throw error;
  }
  return folder;
}

function isTaken(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === 'rename' && (code === 'ENOTEMPTY' || code === 'EEXIST');
}
