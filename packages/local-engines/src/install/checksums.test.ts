import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkFolder } from './checksums.ts';

/** Of the texts `one` and `two`. */
const expected = new Map([
  ['a.jar', '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'],
  ['b.jar', '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3'],
]);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketing-checksums-'));
  await writeFile(join(folder, 'a.jar'), 'one');
  await writeFile(join(folder, 'b.jar'), 'two');
});
afterEach(() => rm(folder, { recursive: true }));

test('files with their recorded hashes pass', async () => {
  await expect(checkFolder(folder, expected)).resolves.toBeUndefined();
});

test('each fault is named: an altered file, a missing one, a foreign one', async () => {
  await writeFile(join(folder, 'a.jar'), 'One');
  await rm(join(folder, 'b.jar'));
  await writeFile(join(folder, 'c.jar'), 'three');
  const refusal = checkFolder(folder, expected);
  await expect(refusal).rejects.toMatchObject({ name: 'AlteredDownloadError' });
  await expect(refusal).rejects.toThrow(
    /a\.jar does not have its recorded SHA-256; b\.jar is missing; c\.jar does not belong there/,
  );
});

test('a file that lost its end does not pass', async () => {
  await writeFile(join(folder, 'b.jar'), 'tw');
  await expect(checkFolder(folder, expected)).rejects.toThrow('b.jar does not have its recorded');
});
