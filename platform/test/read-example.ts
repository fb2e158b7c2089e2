import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CatalogueFile } from '@ticketing/contracts';

/** The example of the guide that people start from. */
export async function readExampleCatalogue(): Promise<CatalogueFile> {
  const guide = path.resolve(import.meta.dirname, '../../docs/how-to/import-a-catalogue.md');
  const [, example] = /```json\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8')) ?? [];
  return JSON.parse(example ?? '') as CatalogueFile;
}
