import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Account } from '../recipe.ts';

/**
 * Runs a program to its end with a folder open as its file descriptor 3 and this text as its input.
 * Throws an Error with what it wrote when it fails.
 */
export async function runLent(
  command: string,
  options: {
    readonly parameters: readonly string[];
    readonly account: Account;
    readonly lentFolder: string;
    readonly input: string;
  },
): Promise<void> {
  const lent = openSync(options.lentFolder, 'r');
  // Through a pipe of the shell's: ours cannot be opened by its name, as /dev/stdin.
  const piped = ['-c', 'cat | "$@"', 'sh', command, ...options.parameters];
  const child = spawn('/bin/sh', piped, {
    ...options.account,
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe', lent],
  });
  closeSync(lent);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input);
  const failure = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : `${signal ?? code}`));
  });
  if (failure !== undefined) throw new Error(`${command} failed (${failure}): ${output.trim()}`);
}
