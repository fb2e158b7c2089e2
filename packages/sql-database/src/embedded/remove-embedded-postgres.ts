import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { embeddedPaths } from './embedded-paths.ts';
import { withFileLock } from './file-lock.ts';
import { removeServerFiles } from './remove-files.ts';
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
