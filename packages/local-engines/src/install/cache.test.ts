import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installOnce } from './cache.ts';

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'ticketing-cache-'));
  vi.stubEnv('TICKETING_ENGINES_CACHE', join(cache, 'engines'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

test('is made once', async () => {
  const make = vi.fn((draft: string) => writeFile(join(draft, 'file'), 'made'));
  const folder = await installOnce('engine-1', make);
  expect(await installOnce('engine-1', make)).toBe(folder);
  expect(make).toHaveBeenCalledTimes(1);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('made');
});

test('what fails half way leaves nothing, and is made the next time', async () => {
  const broken = installOnce('engine-1', async (draft) => {
    await writeFile(join(draft, 'file'), 'ha');
    throw new Error('The connection broke.');
  });
  await expect(broken).rejects.toThrow('The connection broke.');
  expect(await readdir(join(cache, 'engines'))).toEqual([]);
  const folder = await installOnce('engine-1', (draft) => writeFile(join(draft, 'file'), 'whole'));
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('whole');
});

test('two that make it at once both end with one whole folder', async () => {
  const both = Promise.withResolvers<void>();
  let making = 0;
  const make = async (draft: string): Promise<void> => {
    making += 1;
    if (making === 2) both.resolve();
    await both.promise;
    for (const name of ['a', 'b']) await writeFile(join(draft, name), 'whole');
  };
  const [one, two] = await Promise.all([installOnce('e', make), installOnce('e', make)]);
  expect(one).toBe(two);
  expect((await readdir(one)).sort()).toEqual(['a', 'b']);
  expect(await readdir(join(cache, 'engines'))).toEqual(['e']);
});
