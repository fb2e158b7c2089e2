import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Figures, measure } from './load.ts';

/** What a batch of some hundred holds writes, and the length of a log file of PostgreSQL. */
const blockBytes = 8_192;
const fileBytes = 16 * 1024 * 1024;

/**
 * The limit of every durable answer: one block after the other, each forced to the disk on which the
 * database lies, one at a time.
 */
export async function measureDisk(seconds: number): Promise<Figures> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-disk-'));
  const file = await open(path.join(folder, 'log'), 'w');
  try {
    // As PostgreSQL does, so that what is forced later is data alone.
    await file.write(Buffer.alloc(fileBytes));
    await file.datasync();
    const block = Buffer.alloc(blockBytes, 1);
    let place = 0;
    return await measure({ inFlight: 1, seconds }, async () => {
      await file.write(block, 0, blockBytes, place);
      await file.datasync();
      place = (place + blockBytes) % fileBytes;
    });
  } finally {
    await file.close();
    await rm(folder, { recursive: true });
  }
}
