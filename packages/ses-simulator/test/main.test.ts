import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { waitUntil } from '@ticketing/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentials, mailTo } from './start-simulator.ts';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');
let folder: string;
let running: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ses-main-'));
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

test('it refuses to stand in for SES in production', async () => {
  const run = promisify(execFile)(process.execPath, [main], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', SES_SIMULATOR_DATA_FOLDER: folder },
  });
  await expect(run).rejects.toThrow(/does not run with NODE_ENV=production/);
});

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

test('a mail that it answered survives kill -9', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  async function start(): Promise<ChildProcess> {
    running = spawn(process.execPath, [main], {
      cwd: folder,
      stdio: 'ignore',
      env: {
        ...process.env,
        PORT: String(port),
        SES_SIMULATOR_DATA_FOLDER: folder,
        SES_SIMULATOR_ACCESS_KEY_ID: credentials.accessKeyId,
        SES_SIMULATOR_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        SES_SIMULATOR_VERIFIED_IDENTITIES: 'tickets.example',
      },
    });
    await waitUntil(async () => (await fetch(`${url}/readyz`)).ok, { withinMs: 15_000 });
    return running;
  }
  const first = await start();
  const ses = new SESv2Client({ region: 'us-east-1', endpoint: url, maxAttempts: 1, credentials });
  const sent = await ses.send(new SendEmailCommand(mailTo('minji@example.com')));
  first.kill('SIGKILL');
  await once(first, 'exit');
  await start();
  const list = await (await fetch(`${url}/mailbox/messages?to=minji@example.com`)).json();
  expect(list).toMatchObject({ items: [{ id: sent.MessageId, text: '한강의 밤' }] });
  ses.destroy();
});
