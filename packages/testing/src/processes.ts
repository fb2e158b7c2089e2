import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { waitUntil } from './wait-until.ts';

/** The repository's root: scripts are named from here. */
export const repositoryRoot = path.resolve(import.meta.dirname, '../../..');
const readyMs = 180_000;
const stopMsMax = 30_000;

/** Settings under which a crowd that comes from one address is not limited, nor sent into a line. */
export const withoutLimits = {
  RATE_LIMIT_READ_PER_MINUTE: '100000000',
  RATE_LIMIT_WRITE_PER_MINUTE: '100000000',
  RATE_LIMIT_LOGIN_PER_MINUTE: '100000000',
  PROTECT_ABOVE_SHOPPERS: '1000000',
  PROTECT_ABOVE_ARRIVALS: '1000000',
};

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
  /** For Node itself, before the script. */
  readonly nodeOptions?: readonly string[];
}

/** Runs a script of the repository by this Node. It sees the environment of this process, changed by `env`. */
export function run(
  script: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Running {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...(options.nodeOptions ?? []),
      path.join(repositoryRoot, script),
      ...parameters,
    ],
    {
      cwd: options.cwd ?? repositoryRoot,
      env: { ...process.env, VITEST: undefined, NODE_ENV: undefined, ...options.env },
      // By the channel the system notices when this process dies, and stops by itself.
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    },
  );
  child.stdin?.end(options.input ?? '');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
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
    {
      env: { TICKETING_DATA_FOLDER: dataFolder, LOG_LEVEL: 'error', ...more.env },
      // As scripts/bootstrap.mjs.
      nodeOptions: ['--max-semi-space-size=64'],
    },
  );
  await waitUntil(
    () => {
      if (hasEnded(running)) throw new Error(`it ended: ${running.output()}`);
      return running.output().includes('is ready');
    },
    { withinMs: readyMs },
  );
  return running;
}

export const hasEnded = ({ child }: Running): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** Ends it as Ctrl-C does, and harder when it does not listen; answers the exit code. */
export async function interrupt(running: Running): Promise<number | null> {
  if (hasEnded(running)) return running.child.exitCode;
  running.child.kill('SIGINT');
  const late = setTimeout(() => running.child.kill('SIGKILL'), stopMsMax);
  const code = await running.ended;
  clearTimeout(late);
  return code;
}

/** Ends it as bad luck does. */
export async function killHard(running: Running): Promise<void> {
  running.child.kill('SIGKILL');
  await running.ended;
}
