import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineUnavailableError } from '../engine-unavailable-error.ts';
import { engineVariables } from '../engine-variables.ts';
import { installDebianPackages } from '../install/programs.ts';
import { runLent } from '../install/run-lent.ts';
import { exchange } from '../ports.ts';
import type { Account, EngineRecipe } from '../recipe.ts';

const debianFolder = '/usr/lib/postgresql';
const majorMin = 14;
/** From here on PostgreSQL has the order and case rules of C.UTF-8 by itself. */
const majorWithBuiltinLocale = 17;
const user = 'ticketing';
const database = 'ticketing';

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 300,
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  min_wal_size: '256MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
};

/** PostgreSQL of Debian's packages. The one that npm carries is the embedded adapter's, not this. */
export const postgres: EngineRecipe = {
  name: 'postgres',
  developmentPort: 5432,
  startSecondsMax: 60,
  // Ends the sessions that there are, instead of waiting for them.
  stopSignal: 'SIGINT',
  prepare: findServer,
  async plan({ folder, port }) {
    const { major, bin } = await findServer();
    const account = chooseAccount();
    const data = join(folder, 'data');
    const password = await ensurePassword(join(folder, 'password'));
    await ensureData({ folder, data, major, bin, account, password });
    const given = Object.entries({ ...settings, port });
    return {
      command: join(bin, 'postgres'),
      parameters: [
        '-D',
        lentName(account, data),
        ...given.flatMap(([n, v]) => ['-c', `${n}=${v}`]),
      ],
      environment: { LC_ALL: 'C', TZ: 'UTC' },
      account,
      ...(account && { lentFolder: data }),
      variables: engineVariables.postgres({ port, user, password, database }),
      isReady: () => asksForPassword(port),
    };
  },
};

async function findServer(): Promise<{ major: number; bin: string }> {
  const found = await findNewest();
  if (found !== undefined) return found;
  await installDebianPackages(['postgresql']);
  const installed = await findNewest();
  if (installed !== undefined) return installed;
  throw new EngineUnavailableError(
    'postgres',
    `there is no PostgreSQL ${majorMin} or newer below ${debianFolder}; ` +
      '`apt-get install postgresql` (or start as root).',
  );
}

async function findNewest(): Promise<{ major: number; bin: string } | undefined> {
  const names = await readdir(debianFolder).catch(() => []);
  const majors = names.map(Number).filter((major) => major >= majorMin);
  for (const major of majors.sort((one, other) => other - one)) {
    const bin = join(debianFolder, String(major), 'bin');
    if (existsSync(join(bin, 'postgres'))) return { major, bin };
  }
  return undefined;
}

/** PostgreSQL refuses to run as root: then it runs as an account without privileges. */
function chooseAccount(): Account {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new EngineUnavailableError('postgres', 'it needs an account other than root to run as.');
}

/**
 * How the server names its data folder. Another account may not be able to enter the folders
 * above, so it gets the folder open and names it by its file descriptor: no permission is widened.
 */
function lentName(account: Account, data: string): string {
  return account ? '/proc/self/fd/3' : data;
}

async function ensurePassword(file: string): Promise<string> {
  if (!existsSync(file)) await writeFile(file, randomBytes(18).toString('hex'), { mode: 0o600 });
  return readFile(file, 'utf8');
}

interface DataFolder {
  readonly folder: string;
  readonly data: string;
  readonly major: number;
  readonly bin: string;
  readonly account: Account;
  readonly password: string;
}

/** Made under another name and renamed, so that a start that was killed leaves nothing half made. */
async function ensureData(site: DataFolder): Promise<void> {
  const { data, major, account } = site;
  if (existsSync(data)) {
    const made = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
    if (Number(made) === major) return;
    throw new Error(`${data} was made by PostgreSQL ${made}, and this is ${major}. Remove it.`);
  }
  const draft = await mkdtemp(join(site.folder, 'draft-'));
  try {
    const cluster = join(draft, 'data');
    await mkdir(cluster, { mode: 0o700 });
    if (account) await chown(cluster, account.uid, account.gid);
    await initialize(site, cluster);
    await rename(cluster, data);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function initialize(site: DataFolder, cluster: string): Promise<void> {
  const { account, bin, major } = site;
  const name = lentName(account, cluster);
  const locale =
    major >= majorWithBuiltinLocale
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C.UTF-8'];
  const access = ['--auth-local=reject', '--auth-host=scram-sha-256', '--pwfile=/dev/stdin'];
  const lent = { account, lentFolder: cluster };
  await runLent(join(bin, 'initdb'), {
    ...lent,
    parameters: ['-D', name, '-U', user, '-E', 'UTF8', ...locale, ...access],
    input: `${site.password}\n`,
  });
  await runLent(join(bin, 'postgres'), {
    ...lent,
    parameters: ['--single', '-D', name, 'postgres'],
    input: `CREATE DATABASE ${database};\n`,
  });
}

/** The first words of a session; a server that starts or ends answers them with an error. */
async function asksForPassword(port: number): Promise<boolean> {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + parameters.length, 0);
  head.writeInt32BE(0x0003_0000, 4);
  const reply = await exchange(port, Buffer.concat([head, parameters]));
  return reply[0] === 'R'.charCodeAt(0);
}
