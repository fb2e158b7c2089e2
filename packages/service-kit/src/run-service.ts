import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ConfigError, type Environment } from './config.ts';
import { isTracingEnabled } from './tracing/is-enabled.ts';
import { isTracing } from './tracing.ts';

/** What every service's `createXService` returns. */
export interface Service {
  readonly name: string;
  readonly app: FastifyInstance;
  /** Starts consumers and relays; the app is ready to answer afterwards. */
  start(): Promise<void>;
  /** Drains and stops; engines stay open, they belong to who opened them. */
  close(): Promise<void>;
}

/** Something that listens: an app, or what has its own way (`listen` resolves when it does). */
export type Listener =
  | { readonly app: FastifyInstance; readonly host: string; readonly port: number }
  | {
      readonly listen: () => Promise<unknown>;
      readonly port: number;
      /** The variable that moves it, when it is not PORT. */
      readonly portVariable?: string;
    };

export interface RunningService {
  readonly listen: readonly Listener[];
  /** Drains, stops, and closes engines. */
  close(): Promise<void>;
}

/** For `loadConfig(schema, env, { envFile })`. */
export interface ServiceEnvironment {
  readonly env: Environment;
  readonly envFile: string;
}

export interface RunServiceOptions {
  readonly name: string;
  /** Opens everything; nothing listens yet. */
  readonly start: (environment: ServiceEnvironment) => Promise<RunningService>;
  /** For `npm run migrate`: brings the service's tables up to date. */
  readonly migrate?: (environment: ServiceEnvironment) => Promise<void>;
}

const howToTrace =
  'DD_TRACE_ENABLED needs `node --import @ticketing/service-kit/tracing`, as `npm start` has it.';

/** How long a service may take to stop before it is ended. */
const stopMsMax = 20_000;

/**
 * Runs one service as this process: reads `.env` of the working folder, starts, listens, and on
 * SIGINT or SIGTERM drains and ends. With the argument `migrate` it only migrates.
 * A mistake that the operator can mend is printed as a sentence, and the process ends with status 1.
 */
export async function runService(options: RunServiceOptions): Promise<void> {
  const environment = { env: process.env, envFile: resolve('.env') };
  try {
    if (process.argv[2] === 'migrate') {
      await options.migrate?.(environment);
      console.log(options.migrate ? 'Migrated.' : `${options.name} has nothing to migrate.`);
      return;
    }
    await runUntilStopped(options, environment);
  } catch (error) {
    console.error(`${options.name} did not start. ${explain(error)}`);
    process.exit(1);
  }
}

async function runUntilStopped(
  options: RunServiceOptions,
  environment: ServiceEnvironment,
): Promise<void> {
  if (isTracingEnabled(process.env.DD_TRACE_ENABLED) && !isTracing()) {
    console.error(`${options.name} is not traced: ${howToTrace}`);
  }
  const running = await options.start(environment);
  const stop = () => stopService(options.name, running);
  try {
    for (const listener of running.listen) await listen(listener);
  } catch (error) {
    await running.close();
    throw error;
  }
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Who started us by a channel and is gone wants nothing more; without a channel this never comes.
  process.once('disconnect', stop);
  stopWithNpm(stop);
}

const parentLookMs = 1000;

/**
 * npm starts us through a shell that passes no signal on: when npm is stopped the shell goes, and
 * we would stay. So, under npm alone, the end of our parent counts as SIGTERM.
 */
function stopWithNpm(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    stop();
  }, parentLookMs);
  look.unref();
}

async function listen(listener: Listener): Promise<void> {
  try {
    if ('app' in listener) await listener.app.listen({ host: listener.host, port: listener.port });
    else await listener.listen();
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE')) throw error;
    const variable = ('portVariable' in listener ? listener.portVariable : undefined) ?? 'PORT';
    throw new ConfigError(`Port ${listener.port} is taken.`, [
      `stop what listens there, or set ${variable} to a free port`,
    ]);
  }
}

const hasCode = (error: unknown, code: string): error is Error =>
  error instanceof Error && 'code' in error && error.code === code;

function stopService(name: string, running: RunningService): void {
  // A second signal means it: without a handler it ends the process.
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
  const deadline = setTimeout(() => {
    console.error(`${name} did not stop within ${stopMsMax / 1000} s and was ended.`);
    process.exit(1);
  }, stopMsMax);
  running.close().then(
    () => {
      clearTimeout(deadline);
      process.exit(0);
    },
    (error: unknown) => {
      console.error(`${name} stopped with an error. ${explain(error)}`);
      process.exit(1);
    },
  );
}

/** Mistakes in settings explain themselves; for anything else the place in the code helps. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (hasCode(error, 'ECONNREFUSED')) {
    return `An engine cannot be reached: ${error.message || 'connection refused'}. Is it up, and is its address right?`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
