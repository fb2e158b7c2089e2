import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '@ticketing/testing';
import { expect, test } from 'vitest';

const program = join(import.meta.dirname, 'fixtures', 'chatty-program.ts');

function run(argument: string) {
  const child = spawn(process.execPath, [program, argument], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const output = { text: '' };
  const read = () =>
    child.stdout.on('data', (chunk) => {
      output.text += chunk;
    });
  return { child, output, read, closed: once(child, 'close') };
}

/** The numbers of the lines, each of which must be whole. */
const numbersOf = (text: string): number[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { line: number }).line);
const all = Array.from({ length: 500 }, (_, index) => index + 1);

test.each(['end', 'throw'])(
  'no line is lost or torn when the process does %s and its reader is slow',
  async (how) => {
    const { output, read, closed } = run(how);
    await delay(600);
    read();
    await closed;
    expect(numbersOf(output.text)).toEqual(all);
  },
  20_000,
);

test('an error is written at once, with all before it', async () => {
  const { child, output, read, closed } = run('stay');
  read();
  await waitUntil(() => output.text.includes('"message":"trouble"}\n'));
  child.kill('SIGKILL');
  await closed;
  expect(output.text).toContain('"line":500,');
}, 20_000);
