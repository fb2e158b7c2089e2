import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Below the range from which systems take the ports of outgoing connections, so that an engine that
 * was killed finds its port free again.
 */
const portMin = 18_000;
const portMax = 32_000;
const triesMax = 50;
const freeMsMax = 3_000;
const pollMs = 50;

export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const port = randomInt(portMin, portMax);
    if (await isFree(port)) return port;
  }
  throw new Error(`None of ${triesMax} ports between ${portMin} and ${portMax} is free.`);
}

/** Whether an engine could listen on this port of the loopback address. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * Resolves when the port is free; what was killed just now needs a moment to give it back. Throws an
 * Error when somebody else keeps it, who would be taken for the engine otherwise.
 */
export async function untilFree(port: number): Promise<void> {
  const deadline = performance.now() + freeMsMax;
  while (!(await isFree(port))) {
    if (performance.now() > deadline) throw new Error(`Something else uses port ${port}.`);
    await sleep(pollMs);
  }
}

/** Whether this address answers with success. */
export async function answers(url: string): Promise<boolean> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await reply?.body?.cancel();
  return reply?.ok ?? false;
}

/** What the server at this port of the loopback address first says to these bytes. */
export function exchange(port: number, request: string | Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(2_000, () => socket.destroy(new Error('There was no answer in time.')));
    socket.once('data', (reply) => {
      socket.destroy();
      resolve(reply);
    });
    socket.once('error', reject);
    socket.once('end', () => reject(new Error('The connection was closed.')));
  });
}
