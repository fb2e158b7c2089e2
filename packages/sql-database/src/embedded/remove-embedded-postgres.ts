import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type EmbeddedPaths, embeddedPaths } from './embedded-paths.ts';
import { withFileLock } from './file-lock.ts';
import { socketFolder } from './server-address.ts';
import { stopServer } from './server-process.ts';
import { hasUsers } from './server-users.ts';

/**
 * Stops a server that a killed process left and deletes its data, log and password for good.
 * Throws an Error, and deletes nothing, while a live process uses it.
 */
export async function removeEmbeddedPostgres(options: { dataFolder: string }): Promise<void> {
  const paths = embeddedPaths(options.dataFolder);
  if (!existsSync(dirname(paths.data))) return;
  await withFileLock(paths.lock, async () => {
    if (hasUsers(paths.users)) {
      throw new Error(`${paths.data} is in use. Stop what runs on it first.`);
    }
    await stopServer(paths);
    await removeServerFiles(paths);
  });
}

/** Deletes what a stopped server leaves, but not the lock that the caller holds. */
export async function removeServerFiles(paths: EmbeddedPaths): Promise<void> {
  const leftovers = [paths.data, paths.users, paths.log, `${paths.log}.1`, paths.password];
  for (const path of new Set([...leftovers, socketFolder(paths)])) {
    await rm(path, { recursive: true, force: true });
  }
}
