import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platformPorts } from '@ticketing/platform';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@ticketing/sql-database';

const portOffset = 600;
const start = path.resolve(import.meta.dirname, '../../platform/src/start.ts');
const startMsMax = 120_000;

/** The whole system as `npm start` runs it, in a process of its own, on data of its own. */
export interface RunningPlatform {
  readonly apiUrl: string;
  /** For looking into its tables afterwards. */
  readonly databaseUrl: string;
  /** User and system CPU seconds of the process so far. */
  cpuSeconds(): Promise<number>;
  close(): Promise<void>;
}

/** Starts it with rate limits out of the way: the load comes from one address. */
export async function runPlatform(): Promise<RunningPlatform> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'ticketing-bench-'));
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', start, '--port-offset', String(portOffset)],
    {
      env: {
        ...process.env,
        TICKETING_DATA_FOLDER: dataFolder,
        RATE_LIMIT_READ_PER_MINUTE: '100000000',
        RATE_LIMIT_WRITE_PER_MINUTE: '100000000',
        RATE_LIMIT_LOGIN_PER_MINUTE: '100000000',
        PROTECT_ABOVE_SHOPPERS: '1000000',
        PROTECT_ABOVE_ARRIVALS: '1000000',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await untilReady(child);
  const server: EmbeddedPostgres = await startEmbeddedPostgres({
    dataFolder: path.join(dataFolder, 'postgres'),
  });
  return {
    apiUrl: `http://127.0.0.1:${platformPorts(portOffset)['api-gateway']}/api`,
    databaseUrl: server.url,
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    async close() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('not ready in time')), startMsMax);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('is ready')) return;
      clearTimeout(late);
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}

/** From /proc on Linux, where a tick is a hundredth of a second; NaN elsewhere. */
async function cpuSecondsOf(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
