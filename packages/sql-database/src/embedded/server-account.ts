import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Another account that the server runs as; undefined means our own. */
export type ServerAccount = { uid: number; gid: number } | undefined;

/** Accounts without privileges that systems have, the least shared first. */
const ACCOUNT_NAMES = ['postgres', '_postgres', 'nobody'];

/**
 * Chooses whom the server runs as: ourselves, unless we are root, as whom PostgreSQL refuses to
 * run. The owner of an existing data folder stays its owner. Throws an Error when the system knows
 * no fit account.
 */
export function chooseServerAccount(dataFolder: string): ServerAccount {
  if (process.getuid?.() !== 0) return undefined;
  const version = statSync(join(dataFolder, 'PG_VERSION'), { throwIfNoEntry: false });
  if (version && version.uid !== 0) return { uid: version.uid, gid: version.gid };
  const accounts = readAccounts();
  for (const name of ACCOUNT_NAMES) {
    const account = accounts.get(name);
    if (account) return account;
  }
  throw new Error(
    `PostgreSQL does not run as root, and this system has no account ${ACCOUNT_NAMES.join(' or ')}. ` +
      'Start as an ordinary user, or set DATABASE_URL.',
  );
}

function readAccounts(): Map<string, { uid: number; gid: number }> {
  const accounts = new Map<string, { uid: number; gid: number }>();
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    // Some systems write nobody's id as -2.
    if (name && uid && gid) accounts.set(name, { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 });
  }
  return accounts;
}
