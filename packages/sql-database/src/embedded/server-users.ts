import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type FileLock, tryLockFile } from './file-lock.ts';

/**
 * Registers this process as a user of the server until `release` or its death. Call it, and
 * `hasUsers`, only while the data folder's lock is held: a file between its creation and its lock
 * looks like one that a dead process left.
 */
export function registerUser(folder: string): FileLock {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${process.pid}-${randomBytes(4).toString('hex')}`);
  const lock = tryLockFile(path);
  if (!lock) throw new Error(`${path} is locked by another process.`);
  return {
    release() {
      lock.release();
      rmSync(path, { force: true });
    },
  };
}

/** Whether a live process is registered. Sweeps what dead ones left. */
export function hasUsers(folder: string): boolean {
  let found = false;
  for (const name of listFiles(folder)) {
    const path = join(folder, name);
    const lock = tryLockUserFile(path);
    found ||= lock === undefined;
    lock?.release();
    if (lock) rmSync(path, { force: true });
  }
  return found;
}

/** A file that we may not lock belongs to another user's process, which may well live. */
function tryLockUserFile(path: string): FileLock | undefined {
  try {
    return tryLockFile(path);
  } catch {
    return undefined;
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
