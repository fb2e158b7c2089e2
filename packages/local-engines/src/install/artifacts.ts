import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of `artifacts/`, where the hashes of all downloads are recorded. */
export const artifactFile = (name: string): string =>
  fileURLToPath(new URL(`../../artifacts/${name}`, import.meta.url));

/** Copies an engine's lock files to where its tool reads them. */
export async function copyArtifacts(
  engine: string,
  names: readonly string[],
  folder: string,
): Promise<void> {
  for (const name of names) await copyFile(artifactFile(`${engine}/${name}`), join(folder, name));
}
