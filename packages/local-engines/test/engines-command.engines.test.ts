import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EngineRecord } from '../src/index.ts';
import { startEngine } from '../src/index.ts';
import { exchange, findFreePort } from '../src/ports.ts';
import { findProcess } from '../src/processes.ts';

const script = fileURLToPath(new URL('../../../scripts/engines.ts', import.meta.url));
let folder: string;
let redisPort: number;
let bystander: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketing-engines-command-'));
  redisPort = await findFreePort();
});
afterEach(async () => {
  bystander?.kill('SIGKILL');
  bystander = undefined;
  engines({}, 'stop');
  await rm(folder, { recursive: true });
});

/** `npm run engines -- ...` with its data in our folder; it has no Docker unless a test gives it one. */
function engines(variables: Record<string, string>, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], {
    encoding: 'utf8',
    env: { ...process.env, REQUIRE_ENGINES: '', TICKETING_DATA_FOLDER: folder, ...variables },
  });
  return { status, output: stdout + stderr };
}

const startRedis = (...more: string[]) =>
  engines({}, '--native', '--only', 'redis', '--port', `redis=${redisPort}`, ...more);
const recordFile = (): string => join(folder, 'engines', 'running', 'redis.json');
const readRecord = (): EngineRecord => JSON.parse(readFileSync(recordFile(), 'utf8'));
const ping = async (port: number): Promise<string> =>
  (await exchange(port, 'PING\r\n')).toString().trim();

describe('the command for all engines', { timeout: 120_000 }, () => {
  test('starts, tells the variables, says what runs already, and stops', async () => {
    const postgresPort = await findFreePort();
    const ports = ['--port', `redis=${redisPort}`, '--port', `postgres=${postgresPort}`];
    const first = engines({}, '--native', '--only', 'redis,postgres', ...ports);
    expect(first.status).toBe(0);
    expect(first.output).toContain(`export REDIS_URL=redis://127.0.0.1:${redisPort}`);
    expect(first.output).toMatch(/export DATABASE_URL=postgresql:\/\/ticketing:\w+@127\.0\.0\.1/);
    expect(readFileSync(join(folder, 'engines', 'engines.env'), 'utf8')).toContain(
      `REDIS_URL=redis://127.0.0.1:${redisPort}\n`,
    );
    expect(await ping(redisPort)).toBe('+PONG');

    const second = startRedis();
    expect(second.status).toBe(0);
    expect(second.output).toContain(`redis already runs on port ${redisPort}.`);
    // The variables of all that runs, not only of what was asked for now.
    expect(second.output).toContain('export DATABASE_URL=');
    expect(engines({}, 'status').output).toMatch(/redis: runs on port .*\n[\s\S]*ses: not started/);

    const stopped = engines({}, 'stop');
    expect(stopped.output).toContain('redis is stopped.');
    expect(stopped.output).toContain('postgres is stopped.');
    await expect(ping(redisPort)).rejects.toThrow();
    expect(existsSync(join(folder, 'engines', 'engines.env'))).toBe(false);
    expect(engines({}, 'status').output).toContain('redis: not started');
  });

  test('keeps the data over a stop, and stops no engine of somebody else', async () => {
    const other = await startEngine('redis');
    try {
      startRedis();
      await exchange(redisPort, 'SET place 7\r\n');
      expect(engines({}, 'stop').status).toBe(0);
      expect(await ping(other.port)).toBe('+PONG');
      startRedis();
      expect((await exchange(redisPort, 'GET place\r\n')).toString()).toBe('$1\r\n7\r\n');
    } finally {
      await other.stop();
    }
  });

  test('does not kill a process that was given the id of a dead engine', async () => {
    startRedis();
    const record = readRecord();
    process.kill(record.processId, 'SIGKILL');
    await expect.poll(() => findProcess(record.processId)).toBeUndefined();
    expect(engines({}, 'status').output).toContain('redis: ended by itself');
    bystander = spawn('sleep', ['60']);
    await once(bystander, 'spawn');
    writeFileSync(recordFile(), JSON.stringify({ ...record, processId: bystander.pid }));
    expect(engines({}, 'stop').status).toBe(0);
    expect(findProcess(bystander.pid ?? 0)).toBeDefined();
    expect(existsSync(recordFile())).toBe(false);
  });

  test('names taken ports before anything starts', async () => {
    const server = createServer();
    await once(server.listen(redisPort, '127.0.0.1'), 'listening');
    const postgresPort = await findFreePort();
    const ports = ['--port', `redis=${redisPort}`, '--port', `postgres=${postgresPort}`];
    // Not spawnSync with the port's owner in this process: it only has to keep the port.
    const refused = engines({}, '--native', '--only', 'postgres,redis', ...ports);
    server.close();
    expect(refused.status).toBe(1);
    expect(refused.output).toContain(`something else uses port ${redisPort} (redis)`);
    expect(engines({}, 'status').output).toContain('postgres: not started');
  });

  test('starts the others when one cannot be had, and fails when all are required', async () => {
    const postgresPort = await findFreePort();
    const ports = ['--port', `redis=${redisPort}`, '--port', `postgres=${postgresPort}`];
    const words = ['--native', '--only', 'redis,postgres', ...ports];
    const without = engines({ PATH: '/nonexistent' }, ...words);
    expect(without.output).toMatch(/NOT STARTED: redis cannot be had on this machine: .*apt-get/);
    expect(without.output).toContain('✔ postgres');
    expect(without.status).toBe(0);
    expect(engines({ PATH: '/nonexistent', REQUIRE_ENGINES: '1' }, ...words).status).toBe(1);
  });

  test('refuses what it does not know', () => {
    expect(engines({}, '--only', 'mysql').output).toContain("Unknown engine 'mysql'");
    expect(engines({}, 'restart').status).toBe(2);
  });

  test('leaves nothing when it is interrupted', { timeout: 400_000 }, async () => {
    const opensearchPort = await findFreePort();
    const ports = ['--port', `redis=${redisPort}`, '--port', `opensearch=${opensearchPort}`];
    const words = ['--native', '--only', 'redis,opensearch', ...ports];
    const starting = spawn(process.execPath, [script, ...words], {
      env: { ...process.env, TICKETING_DATA_FOLDER: folder },
      stdio: 'ignore',
    });
    const opensearchRecord = join(folder, 'engines', 'running', 'opensearch.json');
    // The first time on a machine, what OpenSearch consists of is fetched before it starts.
    await expect.poll(() => existsSync(opensearchRecord), { timeout: 300_000 }).toBe(true);
    const { processId }: EngineRecord = JSON.parse(readFileSync(opensearchRecord, 'utf8'));
    starting.kill('SIGINT');
    expect((await once(starting, 'exit'))[0]).toBe(130);
    await expect.poll(() => findProcess(processId)).toBeUndefined();
    await expect(ping(redisPort)).rejects.toThrow();
  });
});

describe('the command for all engines, where Docker runs', { timeout: 60_000 }, () => {
  const compose = {
    services: {
      postgres: {
        environment: { POSTGRES_USER: 'ticketing', POSTGRES_PASSWORD: 'p/w', POSTGRES_DB: 'shop' },
        ports: [{ target: 5432, published: '5432' }],
      },
      redis: { ports: [{ target: 6379, published: '6380' }] },
    },
  };

  /** A docker that notes what it is told, and says what Docker would. */
  function useDocker(running: string): Record<string, string> {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(folder, 'config.json'), JSON.stringify(compose));
    writeFileSync(
      join(bin, 'docker'),
      `#!/bin/sh
echo "$@" >> ${join(folder, 'calls')}
case "$*" in
  info* | "compose version") echo 28.2.2 ;;
  "compose ps"*) echo "${running}" ;;
  "compose config"*) cat ${join(folder, 'config.json')} ;;
esac
`,
    );
    chmodSync(join(bin, 'docker'), 0o755);
    return { PATH: `${bin}${delimiter}${process.env.PATH}` };
  }
  const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

  test('takes containers, stops only those it started, and tells their variables', () => {
    const docker = useDocker('redis');
    const started = engines(docker, '--only', 'postgres,redis');
    expect(started.status).toBe(0);
    expect(started.output).toContain('redis already runs.');
    expect(calls()).toContain('compose up --detach --wait postgres');
    expect(started.output).toContain(
      'export DATABASE_URL=postgresql://ticketing:p%2Fw@127.0.0.1:5432/shop',
    );
    expect(engines(docker, 'status').output).toContain('postgres: a container');
    expect(engines(docker, 'stop').status).toBe(0);
    expect(calls().at(-1)).toBe('compose stop postgres');
  });

  test('does not when only its command is there', async () => {
    const docker = useDocker('');
    writeFileSync(join(folder, 'bin', 'docker'), '#!/bin/sh\nexit 1\n');
    const started = engines(docker, '--only', 'redis', '--port', `redis=${redisPort}`);
    expect(started.output).toContain(`✔ redis on port ${redisPort}`);
    expect(await ping(redisPort)).toBe('+PONG');
  });
});
