import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Claims a path for this process until it ends, however it ends: the claim is a socket's name,
 * which the system takes back from a dead process. Rejects when a living process holds the path.
 */
export async function lockPath(path: string): Promise<() => Promise<void>> {
  const address = addressOf(path);
  const server = await claim(address).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    if (isFile(address) && !(await answers(address))) {
      await rm(address, { force: true });
      return claim(address);
    }
    throw new Error(`${path} is in use by another store`, { cause: error });
  });
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** Linux and Windows have socket names apart from the file system, which end with their process. */
function addressOf(path: string): string {
  const name = `ticketing-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.lock`);
}

const isFile = (address: string): boolean => address.startsWith('/');

function claim(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(address, () => resolve(server));
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
