import { spawn } from 'node:child_process';
import type { ServerAccount } from './server-account.ts';

/** What PostgreSQL's programs see: none of our variables, which may hold secrets or PG settings. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const kept = ['SystemRoot', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { LC_ALL: 'C', TZ: 'UTC', ...Object.fromEntries(kept) };
}

/** Runs a program to its end. Throws an Error with what it wrote when it fails. */
export async function runProgram(
  file: string,
  parameters: string[],
  options: { account: ServerAccount; inheritedFile?: number },
): Promise<void> {
  const child = spawn(file, parameters, {
    ...options.account,
    cwd: '/',
    env: programEnvironment(),
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', options.inheritedFile ?? 'ignore'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const failure = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : `${signal ?? code}`));
  });
  if (failure !== undefined) throw new Error(`${file} failed (${failure}): ${output.trim()}`);
}
