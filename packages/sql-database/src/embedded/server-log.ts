import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from 'node:fs';

const LOG_BYTES_MAX = 8 * 1024 * 1024;
const TAIL_BYTES = 4_096;

/**
 * Moves a log that has grown too long aside, as its one predecessor. Safe while the server writes:
 * it appends, so its next line begins the emptied file.
 */
export function limitLog(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || found.size <= LOG_BYTES_MAX) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** The end of the log, for a message about a server that did not start. */
export function readLogTail(path: string, fromByte: number): string {
  const file = openSync(path, 'r');
  try {
    const { size } = statSync(path);
    const start = Math.max(fromByte, size - TAIL_BYTES, 0);
    const buffer = Buffer.alloc(Math.max(size - start, 0));
    readSync(file, buffer, 0, buffer.length, start);
    return buffer.toString('utf8').trim();
  } finally {
    closeSync(file);
  }
}
