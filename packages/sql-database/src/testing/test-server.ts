import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPaths, embeddedPaths } from '../embedded/embedded-paths.ts';

/**
 * Where all test runs of this user share one throwaway server. Throws an Error when somebody else
 * made the folder.
 */
export function testServerPaths(): EmbeddedPaths {
  const uid = process.getuid?.();
  const folder = join(tmpdir(), `ticketing-test-${uid ?? 'user'}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new Error(`${folder} is not this user's own folder. Remove it.`);
  }
  return embeddedPaths(join(folder, 'postgres'));
}

/** Held by the one process that stops the test server after its last user. */
export function keeperLock(paths: EmbeddedPaths): string {
  return `${paths.data}.keeper`;
}
