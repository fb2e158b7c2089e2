import { fork } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeKeyValueStore } from '../src/contract.ts';
import { type KeyValueStore, openInProcessKeyValueStore } from '../src/index.ts';
import { positionsReservedMin, roomIdleDaysMax } from '../src/limits.ts';
import type { ChildReport } from './give-positions-child.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-value-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

let open: KeyValueStore | undefined;
const openStore = async (): Promise<KeyValueStore> => {
  open ??= await openInProcessKeyValueStore({ stateFile: join(folder, 'contract') });
  const store = open;
  return {
    ...store,
    async close() {
      if (open === store) open = undefined;
      await store.close();
    },
  };
};

describeKeyValueStore('the in-process key-value store', {
  openStore,
  async reopenStore(store) {
    await store.close();
    return openStore();
  },
});

/** Runs the child until it has given enough positions, kills it, and returns what it told. */
async function killWhileGiving(stateFile: string, positionsMin: number): Promise<ChildReport> {
  const child = fork(new URL('./give-positions-child.ts', import.meta.url), [stateFile], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const last = await new Promise<ChildReport>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the child ended by itself')));
    child.on('message', (message) => {
      const report = message as ChildReport;
      if (report.given >= positionsMin) resolve(report);
    });
  });
  let newest = last;
  child.on('message', (message) => {
    newest = message as ChildReport;
  });
  child.kill('SIGKILL');
  await exited;
  return newest;
}

describe('the in-process store over kill -9', { timeout: 30_000 }, () => {
  test('gives no position twice and falls back with nothing it had acknowledged', async () => {
    const stateFile = join(folder, 'killed');
    let lastSeen = 0;
    let servingSeen = 0;
    for (let round = 0; round < 4; round += 1) {
      const report = await killWhileGiving(stateFile, 500);
      expect(report.first).toBeGreaterThan(lastSeen);
      expect(report.servingAtStart).toBeGreaterThanOrEqual(servingSeen);
      expect(report.last).toBe(report.first + report.given - 1);
      lastSeen = report.last;
      servingSeen = report.serving;
    }
    const store = await openInProcessKeyValueStore({ stateFile });
    expect(await store.waitingRooms.nextPosition('room')).toBeGreaterThan(lastSeen);
    expect(await store.waitingRooms.serving('room')).toBeGreaterThanOrEqual(servingSeen);
    expect(await store.waitingRooms.readState('room')).toMatch(/^\{"serving":\d+\}$/);
    await store.close();
  });

  test('a quiet room loses few positions', async () => {
    const stateFile = join(folder, 'quiet');
    const before = await openInProcessKeyValueStore({ stateFile });
    for (let n = 0; n < 3; n += 1) await before.waitingRooms.nextPosition('room');
    // What a killed process would leave: the file as it stands, without closing.
    await writeFile(`${stateFile}-copy`, await readFile(stateFile));
    await before.close();
    const after = await openInProcessKeyValueStore({ stateFile: `${stateFile}-copy` });
    const position = await after.waitingRooms.nextPosition('room');
    expect(position).toBeGreaterThan(3);
    expect(position).toBeLessThanOrEqual(positionsReservedMin + 1);
    await after.close();
  });
});

describe('the state file', () => {
  test('leaves no gap in the line when the store was closed in order', async () => {
    const stateFile = join(folder, 'closed');
    const before = await openInProcessKeyValueStore({ stateFile });
    for (let n = 0; n < 100; n += 1) await before.waitingRooms.nextPosition('room');
    await before.close();
    const after = await openInProcessKeyValueStore({ stateFile });
    expect(await after.waitingRooms.lastPosition('room')).toBe(100);
    expect(await after.waitingRooms.nextPosition('room')).toBe(101);
    await after.close();
  });

  test('is held by one store at a time', async () => {
    const stateFile = join(folder, 'held');
    const store = await openInProcessKeyValueStore({ stateFile });
    await expect(openInProcessKeyValueStore({ stateFile })).rejects.toThrow('in use');
    await store.close();
    await (await openInProcessKeyValueStore({ stateFile })).close();
  });

  test('is written before anybody sees a new serving number or state', async () => {
    const stateFile = join(folder, 'shown');
    const { waitingRooms, close } = await openInProcessKeyValueStore({ stateFile });
    const raised = waitingRooms.advanceServing('room', 9);
    const written = waitingRooms.writeState('room', 'open');
    expect(await waitingRooms.serving('room')).toBe(0);
    expect(await waitingRooms.readState('room')).toBeUndefined();
    await Promise.all([raised, written]);
    expect(await waitingRooms.serving('room')).toBe(9);
    expect(await waitingRooms.readState('room')).toBe('open');
    await close();
  });

  test('may end in a torn line, which nobody was told of', async () => {
    const stateFile = join(folder, 'torn');
    const before = await openInProcessKeyValueStore({ stateFile });
    await before.waitingRooms.advanceServing('room', 7);
    await before.close();
    for (const torn of ['[{"room":"room","reservedPos', '[{"room":\0\0\0\n']) {
      await appendFile(stateFile, torn);
      const after = await openInProcessKeyValueStore({ stateFile });
      expect(await after.waitingRooms.serving('room')).toBe(7);
      await after.close();
    }
  });

  test('that is damaged before its end is refused instead of half believed', async () => {
    const stateFile = join(folder, 'damaged');
    await writeFile(stateFile, '[]\ngarbage\n[]\n');
    await expect(openInProcessKeyValueStore({ stateFile })).rejects.toThrow('damaged at line 2');
    expect(await readFile(stateFile, 'utf8')).toBe('[]\ngarbage\n[]\n');
  });

  test('does not grow without end', async () => {
    const stateFile = join(folder, 'long');
    const store = await openInProcessKeyValueStore({ stateFile });
    const state = 'x'.repeat(200_000);
    for (let n = 0; n < 20; n += 1) await store.waitingRooms.writeState('room', `${n}${state}`);
    expect((await stat(stateFile)).size).toBeLessThan(2_000_000);
    await store.close();
    const after = await openInProcessKeyValueStore({ stateFile });
    expect(await after.waitingRooms.readState('room')).toBe(`19${state}`);
    await after.close();
  });

  test('forgets a room that nobody touched for a long time, and only that', async () => {
    const stateFile = join(folder, 'idle');
    const dayMs = 86_400_000;
    let now = 1_000 * dayMs;
    const options = { stateFile, clock: { now: () => now } };
    const before = await openInProcessKeyValueStore(options);
    await before.waitingRooms.nextPosition('old');
    await before.waitingRooms.nextPosition('young');
    now += roomIdleDaysMax * dayMs;
    await before.waitingRooms.touchSession('young', 'session', 60);
    await before.close();
    now += dayMs;
    const after = await openInProcessKeyValueStore(options);
    expect(await after.waitingRooms.rooms()).toEqual(['young']);
    await after.close();
  });
});
