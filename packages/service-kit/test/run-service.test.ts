import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@ticketing/testing';
import { afterAll, afterEach, expect, test } from 'vitest';

const program = join(import.meta.dirname, 'fixtures', 'tiny-service.ts');
const folder = mkdtempSync(join(tmpdir(), 'service-kit-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(env: Record<string, string> = {}, args: string[] = []) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output.text += chunk;
    });
  }
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const address = () =>
    waitUntil(() => /listening at (http:[^"]+)"/.exec(output.text)?.[1], { withinMs: 8_000 });
  return { child, output, exited, address };
}

test('SIGTERM lets the request in hand end, closes the engines and ends with success', async () => {
  const { child, output, exited, address } = run();
  const url = await address();
  const slow = fetch(`${url}/slow`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill('SIGTERM');
  expect(await (await slow).json()).toEqual({ done: true });
  expect(await exited).toBe(0);
  expect(output.text).toContain('engines closed');
}, 20_000);

test('a second signal ends the process at once', async () => {
  const { child, exited, address } = run({ SLOW_MS: '9000' });
  const url = await address();
  const slow = fetch(`${url}/slow`).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill('SIGINT');
  await waitUntil(() =>
    fetch(`${url}/healthz`).then(
      () => false,
      () => true,
    ),
  );
  child.kill('SIGINT');
  expect(await exited).toBeNull();
  expect(child.signalCode).toBe('SIGINT');
  await slow;
}, 20_000);

test('a taken port is named, with the way out, and engines are closed again', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { output, exited } = run({ PORT: String(port) });
  expect(await exited).toBe(1);
  taken.close();
  expect(output.text).toContain(`tiny did not start. Port ${port} is taken.`);
  expect(output.text).toContain('set PORT to a free port');
  expect(output.text).toContain('engines closed');
}, 20_000);

test('settings are read from .env of the working folder; mistakes are sentences, not stacks', async () => {
  writeFileSync(join(folder, '.env'), 'LOG_LEVL=debug\nSLOW_MS=soon\n');
  const { output, exited } = run();
  expect(await exited).toBe(1);
  rmSync(join(folder, '.env'));
  expect(output.text).toContain('LOG_LEVL is not known: did you mean LOG_LEVEL?');
  expect(output.text).toContain('SLOW_MS is not valid: expected an integer');
  expect(output.text).not.toContain('    at ');
}, 20_000);

test('in production it does not start on the secrets of this repository', async () => {
  const { output, exited } = run({ NODE_ENV: 'production' });
  expect(await exited).toBe(1);
  expect(output.text).toContain('JWT_SECRET_KEY: set a secret of at least 32 bytes');
}, 20_000);

test('with the argument migrate it only migrates', async () => {
  const { output, exited } = run({}, ['migrate']);
  expect(await exited).toBe(0);
  expect(output.text).toBe('migrating\nMigrated.\n');
}, 20_000);
