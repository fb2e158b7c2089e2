import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { portOffset } from './addresses.ts';

const platformFolder = path.resolve(import.meta.dirname, '../../platform');
const readyLine = 'Ticketing Pro is ready';
const readyMsMax = 120_000;
const stopMsMax = 30_000;

/**
 * Settings under which a sale can be watched in seconds. One address makes all visits, so its allowance of
 * sign-ins is larger; the hot sale lets few people shop at a time, so that a line forms before them.
 */
const settings = {
  RATE_LIMIT_LOGIN_PER_MINUTE: '10000',
  ADMIT_PER_MINUTE: '60',
  LOG_LEVEL: 'error',
};

/** Starts the whole system once for all tests, as a process of its own; answers how to stop it. */
export default async function startPlatform(): Promise<() => Promise<void>> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'ticketing-e2e-'));
  // By the channel the platform notices when the test run dies, and stops by itself.
  const platform = spawn(process.execPath, ['src/start.ts', '--port-offset', String(portOffset)], {
    cwd: platformFolder,
    env: { ...process.env, ...settings, TICKETING_DATA_FOLDER: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = async () => {
    await stopProcess(platform);
    await rm(dataFolder, { recursive: true, force: true });
  };
  try {
    await untilReady(platform);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** Resolves at the ready line; rejects with what was written when the process ends or is late. */
async function untilReady(platform: ChildProcess): Promise<void> {
  let written = '';
  const timeOut = AbortSignal.timeout(readyMsMax);
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      written += String(chunk);
      if (written.includes(readyLine)) resolve();
    };
    platform.stdout?.on('data', read);
    platform.stderr?.on('data', read);
    platform.once('exit', (code) =>
      reject(new Error(`The platform ended with ${code}:\n${written}`)),
    );
    timeOut.onabort = () => reject(new Error(`The platform did not become ready:\n${written}`));
  });
  // What it says from now on is of interest: errors of the services while the tests run.
  platform.stdout?.removeAllListeners('data').resume();
  platform.stderr?.removeAllListeners('data').pipe(process.stderr);
}

async function stopProcess(platform: ChildProcess): Promise<void> {
  if (platform.exitCode !== null || platform.signalCode !== null) return;
  const ended = once(platform, 'exit');
  platform.kill('SIGTERM');
  const late = setTimeout(() => platform.kill('SIGKILL'), stopMsMax);
  await ended;
  clearTimeout(late);
}
