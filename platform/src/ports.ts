import { createServer } from 'node:net';
import { ports as defaultPorts } from '@ticketing/contracts';
import { ConfigError } from '@ticketing/service-kit';

export type PlatformPorts = Record<keyof typeof defaultPorts, number>;

/** The guide's ports, all moved by `offset`. */
export function platformPorts(offset = 0): PlatformPorts {
  const moved = Object.entries(defaultPorts).map(([name, port]) => [name, port + offset]);
  return Object.fromEntries(moved) as PlatformPorts;
}

/** Whether a server could listen there on this machine's own address. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Throws a ConfigError that names every port that is taken, before anything has been started. */
export async function assertPortsFree(ports: PlatformPorts): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports)) {
    if (!(await isFree(port))) taken.push(`port ${port} (${name})`);
  }
  if (taken.length === 0) return;
  throw new ConfigError('Nothing was started, because something else listens on:', [
    ...taken,
    'stop it (is Ticketing Pro running already?), or move all ports: npm start -- --port-offset 100',
  ]);
}
