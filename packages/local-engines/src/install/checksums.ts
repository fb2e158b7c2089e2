import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A file is not what it was when its hash was recorded; nothing of it is used. */
export class AlteredDownloadError extends Error {
  override readonly name = 'AlteredDownloadError';
}

export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/**
 * Throws AlteredDownloadError unless the folder holds exactly the files that are named, each with
 * its SHA-256; the message ends with the advice. All are read every time: a hundred megabytes take a fraction of a second.
 */
export async function checkFolder(
  folder: string,
  expected: ReadonlyMap<string, string>,
  advice = 'Remove the folder to fetch it again.',
): Promise<void> {
  const found = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const missing = [...expected.keys()].filter((name) => !found.includes(name));
  const foreign = found.filter((name) => !expected.has(name));
  const altered: string[] = [];
  for (const [name, hash] of expected) {
    if (!missing.includes(name) && (await sha256(join(folder, name))) !== hash) altered.push(name);
  }
  const faults = [
    ...altered.map((name) => `${name} does not have its recorded SHA-256`),
    ...missing.map((name) => `${name} is missing`),
    ...foreign.map((name) => `${name} does not belong there`),
  ];
  if (faults.length === 0) return;
  throw new AlteredDownloadError(`${folder} is refused: ${faults.join('; ')}. ${advice}`);
}
