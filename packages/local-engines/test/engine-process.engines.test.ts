import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEngine } from '../src/index.ts';
import { isFree } from '../src/ports.ts';
import { findProcess } from '../src/processes.ts';

const program = fileURLToPath(new URL('./fixtures/start-engines.ts', import.meta.url));
let folder: string;
let starters: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketing-engine-process-'));
  starters = [];
});
afterEach(async () => {
  for (const starter of starters) starter.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Starts engines in a process of their own, whose temporary folder is ours. */
async function startElsewhere(...words: string[]) {
  const starter = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder },
  });
  starters.push(starter);
  for await (const line of createInterface(starter.stdout)) {
    return { starter, processIds: JSON.parse(line) as number[] };
  }
  throw new Error('The starter ended without a word.');
}

const listRunning = (ids: readonly number[]): number[] =>
  ids.filter((id) => findProcess(id) !== undefined);

describe("an engine's process", { timeout: 120_000 }, () => {
  test.each(['SIGKILL', 'SIGINT'] as const)('dies with its parent (%s)', async (name) => {
    const { starter, processIds } = await startElsewhere('redis', 'postgres', 'stripe-mock');
    expect(listRunning(processIds)).toHaveLength(3);
    starter.kill(name);
    await once(starter, 'exit');
    await expect.poll(() => listRunning(processIds), { timeout: 10_000 }).toEqual([]);
  });

  test('dies with its parent also when it is frozen', async () => {
    const { starter, processIds } = await startElsewhere('redis', 'postgres', 'frozen');
    expect(listRunning(processIds)).toHaveLength(2);
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    await expect.poll(() => listRunning(processIds), { timeout: 10_000 }).toEqual([]);
  });

  test('lives on when an unrelated one is killed and started again', async () => {
    const [one, other] = [await startEngine('redis'), await startEngine('redis')];
    await one.kill();
    expect(findProcess(other.processId)).toBeDefined();
    await one.start();
    await Promise.all([one.stop(), other.stop()]);
    expect(listRunning([one.processId, other.processId])).toEqual([]);
  });

  test('leaves the folder that it was given, and nothing of one of its own', async () => {
    const given = await startEngine('redis', { folder: join(folder, 'redis') });
    await given.stop();
    expect(await readdir(join(folder, 'redis'))).toContain('appendonlydir');
    const before = await readdir(tmpdir());
    const own = await startEngine('redis');
    await own.stop();
    const left = (await readdir(tmpdir())).filter((name) => !before.includes(name));
    expect(left.filter((name) => name.startsWith('ticketing-redis-'))).toEqual([]);
    expect(await isFree(own.port)).toBe(true);
  });

  test('does not pass off another server at its port as itself', async () => {
    const first = await startEngine('redis');
    try {
      const second = startEngine('redis', { port: first.port });
      await expect(second).rejects.toThrow(`Something else uses port ${first.port}.`);
    } finally {
      await first.stop();
    }
  });

  test('that cannot start says why, from its own log', async () => {
    await mkdir(join(folder, 'redis', 'appendonlydir'), { recursive: true });
    const file = join(folder, 'redis', 'appendonlydir', 'appendonly.aof.manifest');
    await writeFile(file, 'no manifest');
    const started = startEngine('redis', { folder: join(folder, 'redis') });
    await expect(started).rejects.toThrow(/redis-server ended at its start[\s\S]*manifest/);
  });
});
