import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installBuiltProgram } from './built-program.ts';

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'ticketing-built-'));
  vi.stubEnv('TICKETING_ENGINES_CACHE', cache);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

test('a program is built once, and refused when it is no longer what was built', async () => {
  const build = vi.fn((target: string) => writeFile(target, 'program'));
  const program = await installBuiltProgram('engine', '1', build);
  expect(await installBuiltProgram('engine', '1', build)).toBe(program);
  expect(build).toHaveBeenCalledTimes(1);
  await appendFile(program, ' and more');
  await expect(installBuiltProgram('engine', '1', build)).rejects.toThrow(
    'engine does not have its recorded SHA-256',
  );
});
