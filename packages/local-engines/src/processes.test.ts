import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findProcess, freezeTree, signal, signalTree } from './processes.ts';

test('a process is known by its id and its start, and is gone when it has ended', async () => {
  const child = spawn('sleep', ['60']);
  const entry = findProcess(child.pid ?? 0);
  expect(entry).toMatchObject({ processId: child.pid, parentId: process.pid });
  expect(entry?.startedAt).not.toBe('');
  expect(findProcess(child.pid ?? 0)).toEqual(entry);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(findProcess(child.pid ?? 0)).toBeUndefined();
});

test('a signal reaches what a process started, also in a group of its own', async () => {
  const child = spawn('sh', ['-c', 'setsid sleep 60 & echo $!; wait']);
  const [text] = await once(child.stdout, 'data');
  const grandchild = Number(text);
  expect(findProcess(grandchild)).toBeDefined();
  signalTree(child.pid ?? 0, 'SIGKILL');
  await once(child, 'exit');
  await expect.poll(() => findProcess(grandchild)).toBeUndefined();
});

/** What both have used of the processor, in ticks of /proc. */
const ticksOf = (processIds: readonly number[]): number =>
  processIds
    .map((id) => readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [])
    .reduce((sum, fields) => sum + Number(fields[11]) + Number(fields[12]), 0);

test.runIf(existsSync('/proc/self/stat'))(
  'what is frozen does nothing until it goes on',
  async () => {
    const spin = 'while :; do :; done';
    const child = spawn('sh', ['-c', `sh -c '${spin}' & echo $!; ${spin}`]);
    try {
      const [text] = await once(child.stdout, 'data');
      const both = [child.pid ?? 0, Number(text)];
      for (let time = 0; time < 3; time += 1) {
        freezeTree(child.pid ?? 0);
        const frozenAt = ticksOf(both);
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(ticksOf(both)).toBe(frozenAt);
        signalTree(child.pid ?? 0, 'SIGCONT');
        await expect.poll(() => ticksOf(both), { timeout: 15_000 }).toBeGreaterThan(frozenAt);
      }
    } finally {
      signalTree(child.pid ?? 0, 'SIGKILL');
    }
  },
);

test('a signal to a process that is gone is no error', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  expect(() => signal(child.pid ?? 0, 'SIGTERM')).not.toThrow();
});
