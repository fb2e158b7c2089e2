/**
 * Runs as a process of its own beside the test server, because test processes come and go and may
 * be killed: stops the server and deletes its data once nobody has used it for a while.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type FileLock, tryLockFile, withFileLock } from '../embedded/file-lock.ts';
import { removeServerFiles } from '../embedded/remove-files.ts';
import { stopServer } from '../embedded/server-process.ts';
import { hasUsers } from '../embedded/server-users.ts';
import { keeperLock, testServerPaths } from './test-server.ts';

const CHECK_MILLISECONDS = 500;
/** Longer than the pause between two test files. */
const UNUSED_MILLISECONDS_MAX = 5_000;

const paths = testServerPaths();
const lock = tryLockFile(keeperLock(paths));
if (lock) await keep(lock);

async function keep(held: FileLock): Promise<void> {
  let usedAt = Date.now();
  for (let isOver = false; !isOver; ) {
    await delay(CHECK_MILLISECONDS);
    isOver = await withFileLock(paths.lock, async () => {
      if (hasUsers(paths.users)) usedAt = Date.now();
      if (Date.now() - usedAt < UNUSED_MILLISECONDS_MAX) return false;
      await stopServer(paths);
      await removeServerFiles(paths);
      // Freed before anybody may join again, so that who joins sees that it needs a keeper.
      held.release();
      return true;
    });
  }
}
