import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { runAlone } from '../embedded/ensure-server.ts';
import { tryLockFile } from '../embedded/file-lock.ts';
import { joinServer } from '../embedded/join-server.ts';
import { readPostmaster } from '../embedded/postmaster.ts';
import { removeServerFiles } from '../embedded/remove-files.ts';
import { serverUrl } from '../embedded/server-address.ts';
import { keeperLock, testServerPaths } from './test-server.ts';

export interface TestDatabase {
  /** Of an empty database that nobody else uses. */
  url: string;
  /** Drops the database, whoever is still connected. May be called again. */
  close(): Promise<void>;
}

/**
 * Creates an empty database for one test file on a PostgreSQL that all test processes of this user
 * share. The first one starts it, with fsync off: it is fast and forgets everything in a power
 * cut. It goes away by itself some seconds after its last user, even a killed one.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const paths = testServerPaths();
  const membership = await joinServer(paths, 'throwaway', async () => {
    // What an earlier server without fsync left may be damaged, so a new one begins empty.
    if (!readPostmaster(paths)) await removeServerFiles(paths);
  });
  ensureKeeper(keeperLock(paths));
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  const server = serverUrl(paths, membership.port, 'postgres');
  try {
    await runAlone(server, `CREATE DATABASE ${name}`);
  } catch (error) {
    await membership.leave();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    url: serverUrl(paths, membership.port, name),
    close() {
      closing ??= runAlone(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).finally(() =>
        membership.leave(),
      );
      return closing;
    },
  };
}

function ensureKeeper(lockFile: string): void {
  const lock = tryLockFile(lockFile);
  if (!lock) return;
  lock.release();
  const program = fileURLToPath(new URL('./keep-test-server.ts', import.meta.url));
  const keeper = spawn(process.execPath, [program], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  // Without a keeper the server stays; the tests themselves do not need one.
  keeper.on('error', () => {});
  keeper.unref();
}
