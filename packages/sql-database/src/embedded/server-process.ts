import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { lendFolder } from './data-folder.ts';
import type { EmbeddedPaths } from './embedded-paths.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import {
  disownPostmasterFile,
  type Postmaster,
  readLastPort,
  readPostmaster,
} from './postmaster.ts';
import { programEnvironment, runProgram } from './run-program.ts';
import type { ServerAccount } from './server-account.ts';
import { findFreePort, socketFolder } from './server-address.ts';
import { limitLog, readLogTail } from './server-log.ts';
import {
  EMBEDDED_PORT,
  type ServerProfile,
  settingParameters,
  usesSockets,
} from './server-settings.ts';

/** A start after a crash replays the log first, which takes seconds, not minutes. */
const START_MILLISECONDS_MAX = 60_000;
const STOP_MILLISECONDS_MAX = 60_000;
const POLL_MILLISECONDS = 10;
const START_RETRY_MILLISECONDS = 300;

export interface ServerToStart {
  paths: EmbeddedPaths;
  binaries: PostgresBinaries;
  account: ServerAccount;
  profile: ServerProfile;
}

/**
 * Starts the server and waits until it is ready. It is no child of our terminal, so that Ctrl-C
 * reaches us alone and we stop it last. Throws an Error with the end of its log.
 */
export async function startServer(server: ServerToStart): Promise<Postmaster> {
  limitLog(server.paths.log);
  const deadline = Date.now() + START_MILLISECONDS_MAX;
  for (;;) {
    disownPostmasterFile(server.paths);
    try {
      return await startOnce(server);
    } catch (error) {
      if (!isHeldByChildren(error) || Date.now() > deadline) throw error;
      await delay(START_RETRY_MILLISECONDS);
    }
  }
}

/** Children of a killed server first end what they do; until then a new one refuses to start. */
function isHeldByChildren(error: unknown): boolean {
  return error instanceof Error && error.message.includes('shared memory block');
}

async function startOnce(server: ServerToStart): Promise<Postmaster> {
  const { paths } = server;
  const log = openSync(paths.log, 'a', 0o600);
  const logStart = statSync(paths.log).size;
  const lent = lendFolder(paths.data, server.account);
  try {
    const address = await chooseAddress(paths, lent.name);
    const child = spawn(
      server.binaries.postgres,
      ['-D', lent.name, ...settingParameters(server.profile, address)],
      {
        ...server.account,
        cwd: '/',
        env: programEnvironment(),
        detached: true,
        windowsHide: true,
        stdio: ['ignore', log, log, lent.file ?? 'ignore'],
      },
    );
    child.unref();
    return await untilReady(paths, child);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const tail = readLogTail(paths.log, logStart);
    throw new Error(`PostgreSQL did not start: ${reason}\n${tail}`, { cause: error });
  } finally {
    closeSync(log);
    lent.close();
  }
}

async function chooseAddress(
  paths: EmbeddedPaths,
  lentName: string,
): Promise<Record<string, string | number>> {
  if (!usesSockets()) {
    // A server that died keeps its port, so that those who use it find it again.
    const port = await findFreePort(readLastPort(paths));
    return { listen_addresses: '127.0.0.1', port };
  }
  const folder = socketFolder(paths);
  const name = folder === paths.data ? lentName : folder;
  return {
    listen_addresses: '',
    port: EMBEDDED_PORT,
    // The setting is a list; quoted, a name may hold commas and spaces.
    unix_socket_directories: `"${name.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
}

async function untilReady(paths: EmbeddedPaths, child: ChildProcess): Promise<Postmaster> {
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    failure ??= `it ended with ${signal ?? code}`;
  });
  const isOver = () => failure !== undefined;
  const ready = await waitForReady(paths, isOver);
  if (ready) return ready;
  throw new Error(failure ?? `it was not ready within ${START_MILLISECONDS_MAX} ms`);
}

/** Waits for a server that starts, ours or one that another process began. */
export async function waitForReady(
  paths: EmbeddedPaths,
  isOver: () => boolean,
): Promise<Postmaster | undefined> {
  const deadline = Date.now() + START_MILLISECONDS_MAX;
  while (!isOver() && Date.now() < deadline) {
    const postmaster = readPostmaster(paths);
    if (postmaster?.isReady) return postmaster;
    await delay(POLL_MILLISECONDS);
  }
  return undefined;
}

/**
 * Stops the folder's server, if one runs: open sessions are ended, everything committed is kept.
 * Throws an Error when it does not end in time.
 */
export async function stopServer(paths: EmbeddedPaths): Promise<void> {
  const running = readPostmaster(paths);
  if (!running) return;
  await askToStop(running, paths);
  const deadline = Date.now() + STOP_MILLISECONDS_MAX;
  while (readPostmaster(paths)?.pid === running.pid) {
    if (Date.now() > deadline) {
      throw new Error(`PostgreSQL (process ${running.pid}) did not stop in time.`);
    }
    await delay(POLL_MILLISECONDS);
  }
}

async function askToStop(running: Postmaster, paths: EmbeddedPaths): Promise<void> {
  if (process.platform !== 'win32') {
    process.kill(running.pid, 'SIGINT');
    return;
  }
  // Windows has no signals; PostgreSQL's own tool speaks to its server over a pipe.
  const { pgCtl } = await findPostgresBinaries(undefined);
  await runProgram(pgCtl, ['stop', '-D', paths.data, '-m', 'fast'], { account: undefined });
}
