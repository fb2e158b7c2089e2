import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedPaths } from './embedded-paths.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { removeDrafts, removeFolder } from './remove-files.ts';
import { runProgram } from './run-program.ts';
import type { ServerAccount } from './server-account.ts';
import { EMBEDDED_USER, type ServerProfile, usesSockets } from './server-settings.ts';

/** The name under which a program of another account reaches a folder that we opened for it. */
const INHERITED_FOLDER = '/proc/self/fd/3';

/**
 * Opens the data folder for programs of the server's account. That account may not be able to
 * enter the folders above (a clone in a home of mode 0700), so on Linux it inherits the open
 * folder, and names it by its own file descriptor: no permission above is widened or needed.
 */
export function lendFolder(
  folder: string,
  account: ServerAccount,
): { name: string; file: number | undefined; close(): void } {
  if (!account || process.platform !== 'linux') {
    return { name: folder, file: undefined, close: () => {} };
  }
  const file = openSync(folder, 'r');
  return { name: INHERITED_FOLDER, file, close: () => closeSync(file) };
}

/**
 * Creates the data folder unless it is there. It is made under another name and renamed, so that a
 * process killed meanwhile leaves nothing half made. Throws an Error when the folder holds
 * something else, or was made by another major version.
 */
export async function ensureDataFolder(
  paths: EmbeddedPaths,
  server: { binaries: PostgresBinaries; account: ServerAccount; profile: ServerProfile },
): Promise<void> {
  const versionFile = join(paths.data, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const major = readFileSync(versionFile, 'utf8').trim();
    if (major === server.binaries.major) return;
    throw new Error(
      `${paths.data} was made by PostgreSQL ${major}, and this is ${server.binaries.major}. ` +
        'Dump it with the old release, or start afresh with --reset.',
    );
  }
  if (existsSync(paths.data)) {
    const [entry] = await readdir(paths.data);
    if (entry) throw new Error(`${paths.data} holds something other than a database: ${entry}.`);
    await rmdir(paths.data);
  }
  // One whose program still writes is left for the next time.
  await removeDrafts(paths).catch(() => {});
  const draft = `${paths.draftPrefix}${process.pid}`;
  await mkdir(draft, { mode: 0o700 });
  await chmod(draft, 0o700);
  if (server.account) await chown(draft, server.account.uid, server.account.gid);
  try {
    await initialize(draft, paths, server);
    await rename(draft, paths.data);
  } finally {
    await removeFolder(draft);
  }
}

async function initialize(
  folder: string,
  paths: EmbeddedPaths,
  server: { binaries: PostgresBinaries; account: ServerAccount; profile: ServerProfile },
): Promise<void> {
  const lent = lendFolder(folder, server.account);
  // The same order and case rules everywhere, whatever locales the machine has.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  // The socket lies in a folder that only the server's account and root can enter.
  const access = usesSockets()
    ? ['--auth-local=trust', '--auth-host=reject']
    : ['--auth-local=reject', '--auth-host=scram-sha-256', `--pwfile=${paths.password}`];
  const durability = server.profile === 'durable' ? [] : ['--no-sync'];
  try {
    await runProgram(
      server.binaries.initdb,
      ['-D', lent.name, '-U', EMBEDDED_USER, '-E', 'UTF8', ...locale, ...access, ...durability],
      { account: server.account, ...(lent.file !== undefined && { inheritedFile: lent.file }) },
    );
  } finally {
    lent.close();
  }
}
