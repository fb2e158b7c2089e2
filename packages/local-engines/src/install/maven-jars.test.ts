import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchJars, readJars } from './maven-jars.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketing-maven-'));
  await mkdir(join(folder, 'bin'));
  vi.stubEnv('TICKETING_ENGINES_CACHE', join(folder, 'cache'));
  vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}${process.env.PATH}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A Maven that does this in its target folder. */
async function useMaven(script: string): Promise<void> {
  const file = join(folder, 'bin', 'mvn');
  const findTarget = `cd "$(printf '%s\\n' "$@" | sed -n 's/^-DoutputDirectory=//p')"`;
  await writeFile(file, `#!/bin/sh\n${findTarget}\n${script}\n`);
  await chmod(file, 0o755);
}

test.each(['kafka', 'opensearch'] as const)('every jar of %s has its hash', async (engine) => {
  const jars = await readJars(engine);
  expect(jars.length).toBeGreaterThan(40);
  const names = jars.map((jar) => `${jar.artifact}-${jar.version}.jar`);
  expect(new Set(names).size).toBe(jars.length);
});

test('a download that is not what was recorded is refused by the name of its files, and not kept', async () => {
  const jars = await readJars('kafka');
  const names = jars.map((jar) => `${jar.artifact}-${jar.version}.jar`);
  await useMaven(`for name in ${names.join(' ')}; do echo another > $name; done`);
  const refusal = fetchJars('kafka', '4.2.2');
  await expect(refusal).rejects.toMatchObject({ name: 'AlteredDownloadError' });
  await expect(refusal).rejects.toThrow('kafka_2.13-4.2.2.jar does not have its recorded SHA-256');
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

test('a jar of the cache that was altered later is refused at the next start', async () => {
  const kept = join(folder, 'cache', 'kafka-4.2.2');
  await mkdir(kept, { recursive: true });
  for (const jar of await readJars('kafka')) {
    await writeFile(join(kept, `${jar.artifact}-${jar.version}.jar`), 'altered');
  }
  const refusal = fetchJars('kafka', '4.2.2');
  await expect(refusal).rejects.toThrow(`${kept} is refused: `);
  await expect(refusal).rejects.toThrow('Remove the folder to fetch it again.');
});

test('a Maven that cannot fetch is named as the reason', async () => {
  await useMaven('echo "Could not transfer artifact"; exit 1');
  const refusal = fetchJars('kafka', '4.2.2');
  await expect(refusal).rejects.toMatchObject({ name: 'EngineUnavailableError', engine: 'kafka' });
  await expect(refusal).rejects.toThrow('Could not transfer artifact');
});
