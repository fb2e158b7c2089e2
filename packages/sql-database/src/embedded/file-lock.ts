import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait for another process that starts, stops or removes the server. */
const LOCK_MILLISECONDS_MAX = 90_000;
const LOCK_POLL_MILLISECONDS = 15;
const SQLITE_BUSY = 5;

export interface FileLock {
  release(): void;
}

/**
 * Locks a file for this process, or returns undefined when somebody holds it. The kernel frees the
 * lock when its holder dies, however it dies; a file with a process id in it can lie, because ids
 * are given out again. Node has no call for such a lock but SQLite, which takes one on its file.
 * Throws an Error when this user may not write the file.
 */
export function tryLockFile(path: string): FileLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    // Nothing is ever written, so no journal is needed beside the file.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (sqliteCode(error) === SQLITE_BUSY) return undefined;
    throw new Error(`Cannot lock ${path}. Does it belong to another user?`, { cause: error });
  }
  const held = database;
  return { release: () => held.isOpen && held.close() };
}

/** Runs `work` while no other process holds the file's lock; waits for it, then gives up. */
export async function withFileLock<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const deadline = Date.now() + LOCK_MILLISECONDS_MAX;
  let lock = tryLockFile(path);
  while (!lock) {
    if (Date.now() > deadline) throw new Error(`${path} stays locked by another process.`);
    await delay(LOCK_POLL_MILLISECONDS);
    lock = tryLockFile(path);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;
}
