import { type FileHandle, mkdir, open, readFile, realpath, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { stateFileRewriteBytesMin } from './limits.ts';
import { lockPath } from './lock-path.ts';
import type { RoomRecord, RoomRecords } from './room-records.ts';

/**
 * Room records in an append-only file: one line per write, a JSON array of records, the last record
 * of a room counts. A line is on the disk before the next is begun, so only the last can be torn,
 * and nobody was told that it had been saved. Opening rewrites the file; so does a failed write.
 * Rejects when another process has the file open, or when a line before the last is damaged.
 */
export async function openRoomFile(path: string): Promise<RoomRecords> {
  await mkdir(dirname(path), { recursive: true });
  // The lock must be the same by whatever way the file is named.
  const file = join(await realpath(dirname(path)), basename(path));
  const unlock = await lockPath(file);
  try {
    const records = await readRecords(file);
    return { loaded: [...records.values()], ...(await keepRecords(file, records, unlock)) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function readRecords(file: string): Promise<Map<string, RoomRecord>> {
  const records = new Map<string, RoomRecord>();
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // What follows the last line end is nothing or a torn line.
  const lines = text.split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    try {
      for (const record of JSON.parse(line) as RoomRecord[]) records.set(record.room, record);
    } catch (error) {
      if (index === lines.length - 1) break;
      throw new Error(`${file} is damaged at line ${index + 1}`, { cause: error });
    }
  }
  return records;
}

async function keepRecords(
  file: string,
  records: Map<string, RoomRecord>,
  unlock: () => Promise<void>,
): Promise<Omit<RoomRecords, 'loaded'>> {
  let handle: FileHandle | undefined;
  let fileBytes = 0;
  let contentBytes = 0;
  let waiting = new Map<string, RoomRecord>();
  let written: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function rewrite(): Promise<void> {
    await handle?.close();
    handle = undefined;
    const line = `${JSON.stringify([...records.values()])}\n`;
    await replaceFile(file, line);
    handle = await open(file, 'a');
    contentBytes = Buffer.byteLength(line);
    fileBytes = contentBytes;
  }

  async function write(): Promise<void> {
    const batch = waiting;
    waiting = new Map();
    written = undefined;
    for (const [room, record] of batch) records.set(room, record);
    if (handle === undefined || fileBytes > Math.max(stateFileRewriteBytesMin, 4 * contentBytes)) {
      await rewrite();
      return;
    }
    const line = `${JSON.stringify([...batch.values()])}\n`;
    try {
      await handle.appendFile(line);
      await handle.datasync();
      fileBytes += Buffer.byteLength(line);
    } catch (error) {
      await handle.close().catch(() => undefined);
      handle = undefined;
      throw error;
    }
  }

  await rewrite();
  return {
    save(record) {
      waiting.set(record.room, record);
      // All that is saved while one write runs goes into the next.
      if (written === undefined) {
        written = writing.then(write);
        writing = written.catch(() => undefined);
      }
      return written;
    },
    forget(room) {
      records.delete(room);
    },
    async close() {
      await writing;
      await handle?.close();
      await unlock();
    },
  };
}

/** A new file beside the old one takes its place at once, whole. */
async function replaceFile(file: string, text: string): Promise<void> {
  const next = await open(`${file}.next`, 'w');
  try {
    await next.writeFile(text);
    await next.sync();
  } finally {
    await next.close();
  }
  await rename(`${file}.next`, file);
  await syncFolder(dirname(file));
}

/** Makes a renaming last; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
