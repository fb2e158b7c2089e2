import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { openSqlDatabase } from '../src/index.ts';
import { ANSWER_MILLISECONDS_MAX } from '../src/limits.ts';
import { createTestDatabase } from '../src/testing.ts';

/** What a collection may keep of the statements of its time: of one or two, not of eighty. */
const keptBytesMax = 8_000;

test('statements leave nothing behind that small collections of memory would copy', async () => {
  const { url, close } = await createTestDatabase();
  const script = path.join(import.meta.dirname, 'ask-many-times.ts');
  const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2'];
  const asking = spawn(process.execPath, [...flags, '--trace-gc-nvp', script, url]);
  const [traced] = await Promise.all([text(asking.stdout), once(asking, 'exit')]);
  await close();
  expect(asking.exitCode).toBe(0);
  const kept = [...traced.matchAll(/ gc=s .* promoted=(\d+) /g)].map(([, bytes]) => Number(bytes));
  const later = kept.slice(kept.length / 2).sort((a, b) => a - b);
  expect(later.length).toBeGreaterThan(20);
  expect(later[Math.floor(later.length / 2)]).toBeLessThan(keptBytesMax);
});

test('who asks a server that never answers hears so in time', async () => {
  const asked = Promise.withResolvers<void>();
  const silent = createServer((socket) => {
    // Whoever knocks is let in, and hears nothing more: AuthenticationOk, ReadyForQuery.
    socket.once('data', () => {
      socket.write(Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I'));
      socket.once('data', () => asked.resolve());
    });
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `postgresql://anyone@127.0.0.1:${(silent.address() as AddressInfo).port}/any`;
  const database = openSqlDatabase({ url, schema: 'public', applicationName: 'waiting' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const answer = database.query('SELECT 1').catch((error: unknown) => error);
  await asked.promise;
  await vi.advanceTimersByTimeAsync(ANSWER_MILLISECONDS_MAX);
  vi.useRealTimers();
  expect(await answer).toMatchObject({ message: 'Query read timeout' });
  // It is not asked again: what it may still say belongs to no question.
  expect(database.poolUse().open).toBe(0);
  await database.close();
  silent.close();
});
