import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { findProcess, signal, signalTree } from './processes.ts';

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

test('a signal to a process that is gone is no error', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  expect(() => signal(child.pid ?? 0, 'SIGTERM')).not.toThrow();
});
