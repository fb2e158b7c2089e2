import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { type EmbeddedPaths, postmasterFile } from './embedded-paths.ts';

/** What a running server writes about itself. */
export interface Postmaster {
  pid: number;
  port: number;
  isReady: boolean;
}

/** The one that holds the data folder, or undefined when none runs. */
export function readPostmaster(paths: EmbeddedPaths): Postmaster | undefined {
  const lines = readLines(paths);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isServer(pid, paths)) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/** The port of the server that ran last and did not stop in order, or 0. */
export function readLastPort(paths: EmbeddedPaths): number {
  return Number(readLines(paths)[3] ?? 0);
}

/**
 * Takes a dead server's process id out of its file. PostgreSQL refuses to start while a process
 * has the id, and after a restart of the machine or container any process may. The rest stays:
 * from it PostgreSQL sees whether children of the dead server still use the shared memory.
 */
export function disownPostmasterFile(paths: EmbeddedPaths): void {
  const lines = readLines(paths);
  if (lines.length < 2) return;
  writeFileSync(postmasterFile(paths), [NO_PROCESS, ...lines.slice(1)].join('\n'));
}

/** Above any id that a kernel gives out. */
const NO_PROCESS = '2147483646';

function readLines(paths: EmbeddedPaths): string[] {
  try {
    return readFileSync(postmasterFile(paths), 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Error(`Cannot read ${paths.data}. Does it belong to another user?`, { cause: error });
  }
}

/** Whether the process is this folder's server, and not one that got its id later. */
function isServer(pid: number, paths: EmbeddedPaths): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const working = statSync(`/proc/${pid}/cwd`);
    const data = statSync(paths.data);
    return working.dev === data.dev && working.ino === data.ino;
  } catch {
    // A dead process that nobody collected, or one of another account.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
