import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

export interface RedisServer {
  readonly url: string;
  /** Stops the server (SIGKILL by `kill`) and starts it again on the same port and data. */
  restart(how: 'stop' | 'kill'): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a redis-server of its own on a free port, with an append-only file in `folder`. */
export async function startRedisServer(folder: string): Promise<RedisServer> {
  const port = await findFreePort();
  let child = await start();

  async function start(): Promise<ChildProcess> {
    const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', save: '' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const started = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      started.once('error', reject);
      started.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
      started.stdout.on('data', (text: Buffer) => {
        if (text.includes('Ready to accept connections')) resolve();
      });
    });
    return started;
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    async restart(how) {
      await end(how === 'kill' ? 'SIGKILL' : 'SIGTERM');
      child = await start();
    },
    stop: () => end('SIGTERM'),
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
