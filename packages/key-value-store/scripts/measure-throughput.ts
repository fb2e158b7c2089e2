import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@ticketing/local-engines';
import { openInProcessKeyValueStore } from '../src/index.ts';
import { openRedisKeyValueStore } from '../src/redis.ts';

/** Prints operations per second: `node measure-throughput.ts [in-process|redis]`. */
const folder = await mkdtemp(join(tmpdir(), 'key-value-store-measure-'));
const server = process.argv[2] === 'redis' ? await startEngine('redis') : undefined;
const store = server
  ? await openRedisKeyValueStore({ url: `redis://127.0.0.1:${server.port}` })
  : await openInProcessKeyValueStore({ stateFile: join(folder, 'rooms') });
const { rateLimiter, cache, waitingRooms } = store;

const operations: Record<string, (nth: number) => Promise<unknown>> = {
  'take a token': (nth) => rateLimiter.take(`caller-${nth % 1_000}`, 10, 60),
  'cache set': (nth) => cache.set(`key-${nth % 1_000}`, 'value', 60),
  'cache get': (nth) => cache.get(`key-${nth % 1_000}`),
  'next position': () => waitingRooms.nextPosition('room'),
  serving: () => waitingRooms.serving('room'),
  'touch session': (nth) => waitingRooms.touchSession('room', `session-${nth % 50_000}`, 30),
  'active sessions': () => waitingRooms.activeSessions('room'),
  'count arrival': () => waitingRooms.countArrival('room', 60),
  'advance serving': (nth) => waitingRooms.advanceServing('room', nth),
};

for (const [name, operation] of Object.entries(operations)) {
  const count = server ? 50_000 : name === 'advance serving' ? 2_000 : 500_000;
  let next = 0;
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await operation(next);
    }
  };
  await Promise.all(Array.from({ length: 64 }, work));
  const perSecond = Math.round((count / (performance.now() - startedAt)) * 1000);
  console.log(`${name}: ${perSecond}/s`);
}
await store.close();
await server?.stop();
await rm(folder, { recursive: true });
