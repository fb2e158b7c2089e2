import { chmodSync, mkdtempSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openSqlDatabase, startEmbeddedPostgres } from '../src/index.ts';

vi.mock('../src/embedded/server-settings.ts', async (original) => ({
  ...(await original<typeof import('../src/embedded/server-settings.ts')>()),
  usesSockets: () => false,
}));

test('without unix sockets the server listens on the loopback and asks for a password', {
  timeout: 60_000,
}, async () => {
  const root = mkdtempSync(join(tmpdir(), 'ticketing-loopback-'));
  chmodSync(root, 0o755);
  const dataFolder = join(root, 'postgres');
  const postgres = await startEmbeddedPostgres({ dataFolder });
  try {
    await openAndPing(postgres.url);
    const address = new URL(postgres.url);
    expect(address.hostname).toBe('127.0.0.1');
    expect(statSync(`${dataFolder}.password`).mode & 0o777).toBe(0o600);
    address.password = 'guessed';
    await expect(openAndPing(address.href)).rejects.toMatchObject({ code: '28P01' });
  } finally {
    await postgres.stop();
    await rm(root, { recursive: true });
  }
});

async function openAndPing(url: string): Promise<void> {
  const database = openSqlDatabase({ url, schema: 'public', applicationName: 'test' });
  await database.ping().finally(() => database.close());
}
