import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedPaths } from './embedded-paths.ts';
import type { ServerAccount } from './server-account.ts';
import { EMBEDDED_PORT, EMBEDDED_USER, usesSockets } from './server-settings.ts';

/** What fits `sockaddr_un.sun_path` with its closing zero, in bytes. */
const SOCKET_PATH_BYTES_MAX = process.platform === 'linux' ? 107 : 103;

/** The folder of the server's socket: the data folder, or a short one when that name is too long. */
export function socketFolder(paths: EmbeddedPaths): string {
  const socket = join(paths.data, `.s.PGSQL.${EMBEDDED_PORT}`);
  if (Buffer.byteLength(socket) <= SOCKET_PATH_BYTES_MAX) return paths.data;
  const hash = createHash('sha256').update(paths.data).digest('hex').slice(0, 16);
  const name = `ticketing-${hash}`;
  const preferred = join(tmpdir(), name);
  return Buffer.byteLength(join(preferred, `.s.PGSQL.${EMBEDDED_PORT}`)) <= SOCKET_PATH_BYTES_MAX
    ? preferred
    : join('/tmp', name);
}

/**
 * Creates the socket's folder where it is not the data folder: for the server's account alone,
 * because whoever can enter it is let in. Throws an Error when somebody else made it before.
 */
export async function ensureSocketFolder(
  paths: EmbeddedPaths,
  account: ServerAccount,
): Promise<void> {
  const folder = socketFolder(paths);
  if (folder === paths.data) return;
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 });
    if (account) await chown(folder, account.uid, account.gid);
  }
  const found = lstatSync(folder);
  const owner = account?.uid ?? process.getuid?.();
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is not a folder of the server's account alone. Remove it.`);
  }
}

/** Where to reach a database of the server; `port` as in postmaster.pid. */
export function serverUrl(paths: EmbeddedPaths, port: number, database: string): string {
  if (usesSockets()) {
    const folder = encodeURIComponent(socketFolder(paths));
    return `postgresql://${EMBEDDED_USER}@localhost/${database}?host=${folder}&port=${port}`;
  }
  const password = readFileSync(paths.password, 'utf8').trim();
  return `postgresql://${EMBEDDED_USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Writes the password of a server on a loopback port, once, readable for its owner alone. */
export async function ensurePassword(paths: EmbeddedPaths, account: ServerAccount): Promise<void> {
  if (usesSockets() || existsSync(paths.password)) return;
  writeFileSync(paths.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account) await chown(paths.password, account.uid, account.gid);
}

/** A port of the loopback interface that is free now: the preferred one, or any for 0. */
export async function findFreePort(preferred: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (preferred === 0) reject(error);
      else resolve(findFreePort(0));
    });
    server.listen(preferred, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
