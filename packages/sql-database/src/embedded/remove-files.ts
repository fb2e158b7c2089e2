import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EmbeddedPaths } from './embedded-paths.ts';
import { socketFolder } from './server-address.ts';

/** A program that outlives the Node that ran it may write for a moment what we delete. */
const REMOVE_RETRIES_MAX = 10;
const REMOVE_RETRY_MILLISECONDS = 50;

/** Deletes data folders that a killed process left half made. */
export async function removeDrafts(paths: EmbeddedPaths, retriesMax = 0): Promise<void> {
  const parent = dirname(paths.data);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(basename(paths.draftPrefix))) continue;
    await removeFolder(join(parent, name), retriesMax);
  }
}

/** Deletes what a stopped server leaves, but not the lock that the caller holds. */
export async function removeServerFiles(paths: EmbeddedPaths): Promise<void> {
  const leftovers = [paths.data, paths.users, paths.log, `${paths.log}.1`, paths.password];
  for (const path of new Set([...leftovers, socketFolder(paths)])) {
    await removeFolder(path, REMOVE_RETRIES_MAX);
  }
  await removeDrafts(paths, REMOVE_RETRIES_MAX);
}

/** Deletes a folder or file if it is there. */
export async function removeFolder(path: string, retriesMax = 0): Promise<void> {
  await rm(path, {
    recursive: true,
    force: true,
    maxRetries: retriesMax,
    retryDelay: REMOVE_RETRY_MILLISECONDS,
  });
}
