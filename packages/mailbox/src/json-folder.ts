import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fitsSchema } from '@ticketing/service-kit';
import type { Static, TSchema } from 'typebox';

/** Records as JSON files in a folder, each under its id. */
export interface JsonFolder<Item> {
  /** Resolves when the record is kept: a killed process does not lose it. An older one is replaced. */
  save(id: string, item: Item): Promise<void>;
  /** Undefined when there is none, when the id is no name of a file, or when the file is not ours. */
  read(id: string): Promise<Item | undefined>;
  /** In no order. */
  readAll(): Promise<Item[]>;
  /** Does nothing when it is gone already. */
  remove(id: string): Promise<void>;
  /** Rejects when the folder cannot be read. */
  ping(): Promise<void>;
}

const safeId = /^[A-Za-z0-9_-]{1,80}$/;
const filesAtOnceMax = 64;

/**
 * A record is written aside, then renamed into place. It is not forced to disk, so a power cut may lose the
 * last ones: the folder stands in for a provider's machine, on a machine of its developer.
 */
export async function openJsonFolder<const Schema extends TSchema>(
  folder: string,
  schema: Schema,
): Promise<JsonFolder<Static<Schema>>> {
  type Item = Static<Schema>;
  await mkdir(folder, { recursive: true });
  const pathOf = (id: string) => join(folder, `${id}.json`);

  async function read(id: string): Promise<Item | undefined> {
    if (!safeId.test(id)) return undefined;
    try {
      const item: unknown = JSON.parse(await readFile(pathOf(id), 'utf8'));
      return fitsSchema(schema, item) ? item : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    async save(id, item) {
      if (!safeId.test(id)) throw new TypeError('The id is no name of a file.');
      // Two who save the same id at once must not write into one file.
      const aside = join(folder, `${id}.${randomUUID()}.part`);
      // Threads for so small a file cost a sale more than the file itself.
      writeFileSync(aside, JSON.stringify(item));
      renameSync(aside, pathOf(id));
    },
    read,
    async readAll() {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
      const items: Item[] = [];
      for (let from = 0; from < names.length; from += filesAtOnceMax) {
        const some = names.slice(from, from + filesAtOnceMax);
        const found = await Promise.all(some.map((name) => read(name.slice(0, -'.json'.length))));
        for (const item of found) if (item !== undefined) items.push(item);
      }
      return items;
    },
    async remove(id) {
      if (safeId.test(id)) await rm(pathOf(id), { force: true });
    },
    async ping() {
      await readdir(folder);
    },
  };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
