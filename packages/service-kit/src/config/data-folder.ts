import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder of embedded engines' data: the one given, else `.data` at the repository's root. */
export function dataFolder(given: string | undefined): string {
  return given === undefined ? join(findRepositoryRoot(), '.data') : resolve(given);
}

/** The nearest folder above this file whose package.json names workspaces. */
function findRepositoryRoot(): string {
  let folder = import.meta.dirname;
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && 'workspaces' in JSON.parse(readFileSync(manifest, 'utf8'))) {
      return folder;
    }
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error('The repository root was not found: set TICKETING_DATA_FOLDER.');
    }
    folder = parent;
  }
}
