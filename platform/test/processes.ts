import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { waitUntil } from '@ticketing/testing';

export const root = path.resolve(import.meta.dirname, '../..');
const readyMs = 90_000;

/** A process of the system, and everything that it printed. */
export interface Running {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves with the exit code once it has ended. */
  readonly ended: Promise<number | null>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Given on standard input. */
  readonly input?: string;
}

export function run(
  script: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Running {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(root, script), ...parameters],
    {
      cwd: options.cwd ?? root,
      env: { ...process.env, VITEST: undefined, NODE_ENV: undefined, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  child.stdin.end(options.input ?? '');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, output: () => output, ended };
}

/** `npm start` on data and ports of its own; resolves when it says that it is ready. */
export async function startSystem(
  { dataFolder, portOffset }: { dataFolder: string; portOffset: number },
  more: { parameters?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Running> {
  const running = run(
    'platform/src/start.ts',
    ['--port-offset', String(portOffset), ...(more.parameters ?? [])],
    { env: { TICKETING_DATA_FOLDER: dataFolder, LOG_LEVEL: 'error', ...more.env } },
  );
  await waitUntil(
    () => {
      if (running.child.exitCode !== null) throw new Error(`it ended: ${running.output()}`);
      return running.output().includes('is ready');
    },
    { withinMs: readyMs },
  );
  return running;
}

/** Ends it as Ctrl-C does; answers the exit code. */
export function interrupt(running: Running): Promise<number | null> {
  running.child.kill('SIGINT');
  return running.ended;
}

/** Ends it as bad luck does. */
export async function killHard(running: Running): Promise<void> {
  running.child.kill('SIGKILL');
  await running.ended;
}
