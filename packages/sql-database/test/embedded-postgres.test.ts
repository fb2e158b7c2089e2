import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  openSqlDatabase,
  removeEmbeddedPostgres,
  type SqlDatabase,
  startEmbeddedPostgres,
} from '../src/index.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const STARTED_AT = 'SELECT pg_postmaster_start_time() AS at';

/** Holds a data folder to copy, which takes a tenth of the time of making one. */
let template: string;
let root: string;
let dataFolder: string;
let children: ChildProcess[];

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'ticketing-embedded-'));
  const postgres = await startEmbeddedPostgres({ dataFolder: join(template, 'postgres') });
  await postgres.stop();
});

afterAll(() => rm(template, { recursive: true }));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ticketing-embedded-'));
  dataFolder = join(root, 'data', 'postgres');
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await vi.waitFor(() => removeEmbeddedPostgres({ dataFolder }), 20_000);
  await rm(root, { recursive: true });
});

describe('the embedded PostgreSQL', { timeout: 60_000 }, () => {
  test('keeps its rows over a stop, and its files to itself', async () => {
    // A mode of 0700 keeps the server's account out when we are root; commas test its settings.
    dataFolder = join(root, 'private, "안" 100%', 'postgres');
    mkdirSync(join(dataFolder, '..'));
    chmodSync(root, 0o700);
    const first = await startEmbeddedPostgres({ dataFolder });
    await withDatabase(first.url, (database) => database.query('CREATE TABLE kept ()'));
    await Promise.all([first.stop(), first.stop()]);
    expect(existsSync(join(dataFolder, 'postmaster.pid'))).toBe(false);
    const second = await startEmbeddedPostgres({ dataFolder });
    expect(second.adopted).toBe(false);
    await withDatabase(second.url, async (database) => {
      expect(await database.query('SELECT * FROM kept')).toEqual([]);
      const settings = await database.query(
        `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync,
          current_setting('listen_addresses') AS addresses`,
      );
      expect(settings).toEqual([{ fsync: 'on', sync: 'on', addresses: '' }]);
    });
    await second.stop();
  });

  test('is shared by processes and stops with the last', async () => {
    useTemplate();
    const [one, two] = await Promise.all([useInChild(), useInChild()]);
    expect([one.adopted, two.adopted].sort()).toEqual([false, true]);
    expect(one.url).toBe(two.url);
    await endChild(one.child);
    await withDatabase(two.url, (database) => database.ping());
    await endChild(two.child);
    expect(existsSync(join(dataFolder, 'postmaster.pid'))).toBe(false);
  });

  test('is adopted after its process was killed, with every committed row', async () => {
    useTemplate();
    const killed = await useInChild();
    await withDatabase(killed.url, (database) => database.query('CREATE TABLE kept ()'));
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const next = await startEmbeddedPostgres({ dataFolder });
    expect(next).toMatchObject({ adopted: true, url: killed.url });
    await withDatabase(next.url, async (database) => {
      expect(await database.query('SELECT * FROM kept')).toEqual([]);
    });
    await next.stop();
    expect(existsSync(join(dataFolder, 'postmaster.pid'))).toBe(false);
  });

  test('has every acknowledged row after the server itself was killed', async () => {
    useTemplate();
    const first = await startEmbeddedPostgres({ dataFolder });
    let acknowledged = 0;
    await withDatabase(first.url, async (database) => {
      await database.query('CREATE TABLE rows (id bigint)');
      const insert = async (): Promise<void> => {
        await database.query('INSERT INTO rows VALUES ($1)', [acknowledged]);
        acknowledged += 1;
        if (acknowledged === 50) process.kill(readServerPid(), 'SIGKILL');
        return insert();
      };
      await expect(insert()).rejects.toThrow();
    });
    const second = await startEmbeddedPostgres({ dataFolder });
    await withDatabase(second.url, async (database) => {
      const [row] = await database.query<{ kept: number }>('SELECT count(*) AS kept FROM rows');
      expect(row?.kept).toBeGreaterThanOrEqual(acknowledged);
    });
    await Promise.all([first.stop(), second.stop()]);
  });

  test('comes back by itself, at the same address, when it was killed', async () => {
    useTemplate();
    const postgres = await startEmbeddedPostgres({ dataFolder });
    await withDatabase(postgres.url, async (database) => {
      await database.query('CREATE TABLE kept ()');
      const [before] = await database.query<{ at: Date }>(STARTED_AT);
      process.kill(readServerPid(), 'SIGKILL');
      await vi.waitFor(async () => {
        const [after] = await database.query<{ at: Date }>(STARTED_AT);
        expect(after?.at).not.toEqual(before?.at);
      }, 30_000);
      expect(await database.query('SELECT * FROM kept')).toEqual([]);
    });
    await postgres.stop();
    expect(existsSync(join(dataFolder, 'postmaster.pid'))).toBe(false);
  });

  test('fails a ping within 2 s when it hangs or is gone, and serves again when it is back', async () => {
    useTemplate();
    const postgres = await startEmbeddedPostgres({ dataFolder });
    await withDatabase(postgres.url, async (database) => {
      await database.ping();
      const pids = await database.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
      const servers = [readServerPid(), ...pids.map((row) => row.pid)];
      for (const pid of servers) process.kill(pid, 'SIGSTOP');
      const hangs = await measurePing(database);
      for (const pid of servers) process.kill(pid, 'SIGCONT');
      expect(hangs).toBeLessThan(2_000);
      await vi.waitFor(() => database.ping(), 30_000);
      await postgres.stop();
      expect(await measurePing(database)).toBeLessThan(2_000);
      const again = await startEmbeddedPostgres({ dataFolder });
      await database.ping();
      await again.stop();
    });
  });

  test('starts though its old process id was given to another process', async () => {
    useTemplate();
    const first = await startEmbeddedPostgres({ dataFolder });
    const file = join(dataFolder, 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    await first.stop();
    await writeFile(file, [process.pid, ...lines.slice(1)].join('\n'));
    const second = await startEmbeddedPostgres({ dataFolder });
    expect(second.adopted).toBe(false);
    await second.stop();
  });

  test('starts after a start that was killed while it made the data folder', async () => {
    const killed = spawnUser();
    await vi.waitFor(() => expect(listDrafts()).toHaveLength(1), 30_000);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(existsSync(dataFolder)).toBe(false);
    const next = await startEmbeddedPostgres({ dataFolder });
    expect(next.adopted).toBe(false);
    await next.stop();
  });

  test('serves each of its users in one process until that one stops', async () => {
    useTemplate();
    const first = await startEmbeddedPostgres({ dataFolder });
    const second = await startEmbeddedPostgres({ dataFolder });
    await first.stop();
    await withDatabase(second.url, (database) => database.ping());
    await second.stop();
    expect(existsSync(join(dataFolder, 'postmaster.pid'))).toBe(false);
  });

  test('works where the path is too long for a socket', async () => {
    dataFolder = join(root, 'long'.repeat(30), 'postgres');
    useTemplate();
    const postgres = await startEmbeddedPostgres({ dataFolder });
    await withDatabase(postgres.url, (database) => database.ping());
    await postgres.stop();
  });

  test('leaves a folder alone that holds something else', async () => {
    mkdirSync(dataFolder, { recursive: true });
    await writeFile(join(dataFolder, 'holiday.jpg'), 'x');
    await expect(startEmbeddedPostgres({ dataFolder })).rejects.toThrow('holiday.jpg');
    expect(existsSync(join(dataFolder, 'holiday.jpg'))).toBe(true);
  });

  test('is removed only when nobody uses it', async () => {
    const used = await useInChild();
    await expect(removeEmbeddedPostgres({ dataFolder })).rejects.toThrow('in use');
    await withDatabase(used.url, (database) => database.ping());
    used.child.kill('SIGKILL');
    await once(used.child, 'exit');
    await removeEmbeddedPostgres({ dataFolder });
    expect(existsSync(dataFolder)).toBe(false);
    const fresh = await startEmbeddedPostgres({ dataFolder });
    expect(fresh.adopted).toBe(false);
    await fresh.stop();
  });

  test.runIf(isRoot)('is started by an ordinary user, and stopped by root', async () => {
    chownSync(root, NOBODY, NOBODY);
    const used = await useInChild({ uid: NOBODY, gid: NOBODY });
    const joined = await startEmbeddedPostgres({ dataFolder });
    expect(joined).toMatchObject({ adopted: true, url: used.url });
    await endChild(used.child);
    await withDatabase(joined.url, (database) => database.ping());
    await joined.stop();
    expect(existsSync(join(dataFolder, 'postmaster.pid'))).toBe(false);
  });
});

function useTemplate(): void {
  mkdirSync(dirname(dataFolder), { recursive: true });
  execFileSync('cp', ['-a', join(template, 'postgres'), dataFolder]);
}

async function withDatabase<Result>(
  url: string,
  work: (database: SqlDatabase) => Promise<Result>,
): Promise<void> {
  const database = openSqlDatabase({ url, schema: 'public', applicationName: 'test', poolSize: 2 });
  await work(database).finally(() => database.close());
}

function listDrafts(): string[] {
  const parent = dirname(dataFolder);
  return existsSync(parent) ? readdirSync(parent).filter((name) => name.includes('draft')) : [];
}

function spawnUser(account?: { uid: number; gid: number }) {
  const program = fileURLToPath(new URL('./use-embedded-postgres.ts', import.meta.url));
  const child = spawn(process.execPath, [program, dataFolder], {
    ...account,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function useInChild(account?: { uid: number; gid: number }) {
  const child = spawnUser(account);
  for await (const line of createInterface(child.stdout)) {
    const given: { url: string; adopted: boolean } = JSON.parse(line);
    return { child, ...given };
  }
  throw new Error('The child ended without a word.');
}

async function endChild(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
}

function readServerPid(): number {
  return Number(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

async function measurePing(database: SqlDatabase): Promise<number> {
  const startedAt = performance.now();
  await expect(database.ping()).rejects.toThrow();
  return performance.now() - startedAt;
}
