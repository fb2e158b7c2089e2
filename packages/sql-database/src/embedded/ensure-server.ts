import pg from 'pg';
import { quoteIdentifier } from '../quote-identifier.ts';
import { ensureDataFolder } from './data-folder.ts';
import type { EmbeddedPaths } from './embedded-paths.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { readPostmaster } from './postmaster.ts';
import { chooseServerAccount } from './server-account.ts';
import { ensurePassword, ensureSocketFolder, serverUrl } from './server-address.ts';
import { startServer, waitForReady } from './server-process.ts';
import type { ServerProfile } from './server-settings.ts';

const DATABASE_MISSING = '3D000';
/** A duplicate database, or its duplicate row in the catalogue. */
const CREATED_MEANWHILE = new Set(['42P04', '23505']);

/**
 * Leaves a ready server in the folder: the one that runs, or a new one. Call it while the folder's
 * lock is held. Returns its port, and whether it ran before.
 */
export async function ensureServer(
  paths: EmbeddedPaths,
  profile: ServerProfile,
): Promise<{ adopted: boolean; port: number }> {
  const running = readPostmaster(paths);
  // Gone again while waiting means that it was stopping, or failed: then it is ours to start.
  const ready = running && (await waitForReady(paths, () => !readPostmaster(paths)));
  if (ready) return { adopted: true, port: ready.port };
  const account = chooseServerAccount(paths.data);
  const binaries = await findPostgresBinaries(account);
  await ensurePassword(paths, account);
  await ensureDataFolder(paths, { binaries, account, profile });
  await ensureSocketFolder(paths, account);
  const started = await startServer({ paths, binaries, account, profile });
  return { adopted: false, port: started.port };
}

/** Creates the database unless it is there; two processes at once may both ask for it. */
export async function ensureDatabase(
  paths: EmbeddedPaths,
  port: number,
  database: string,
): Promise<void> {
  const found = await runAlone(serverUrl(paths, port, database), 'SELECT 1').then(
    () => true,
    (error: unknown) => {
      if (error instanceof pg.DatabaseError && error.code === DATABASE_MISSING) return false;
      throw error;
    },
  );
  if (found) return;
  const create = `CREATE DATABASE ${quoteIdentifier(database)}`;
  await runAlone(serverUrl(paths, port, 'postgres'), create).catch((error: unknown) => {
    const isDatabaseError = error instanceof pg.DatabaseError;
    if (!isDatabaseError || !CREATED_MEANWHILE.has(error.code ?? '')) throw error;
  });
}

/** Runs one statement over a connection of its own. */
export async function runAlone(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
