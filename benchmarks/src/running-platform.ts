import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platformPorts } from '@ticketing/platform';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@ticketing/sql-database';
import { interrupt, startSystem, withoutLimits } from '@ticketing/testing';

const portOffset = 600;

/** User and system CPU seconds, so far. */
export interface CpuSeconds {
  readonly platform: number;
  /** The server and all that it started. */
  readonly postgres: number;
}

/** The whole system as `npm start` runs it, in a process of its own, on data of its own. */
export interface RunningPlatform {
  readonly apiUrl: string;
  /** For looking into its tables afterwards. */
  readonly databaseUrl: string;
  cpuSeconds(): Promise<CpuSeconds>;
  close(): Promise<void>;
}

/** Starts it without limits: the load comes from one address. */
export async function runPlatform(): Promise<RunningPlatform> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'ticketing-bench-'));
  const system = await startSystem({ dataFolder, portOffset }, { env: withoutLimits });
  const postgresFolder = path.join(dataFolder, 'postgres');
  const server: EmbeddedPostgres = await startEmbeddedPostgres({ dataFolder: postgresFolder });
  return {
    apiUrl: `http://127.0.0.1:${platformPorts(portOffset)['api-gateway']}/api`,
    databaseUrl: server.url,
    cpuSeconds: () => cpuSecondsOf([system.child.pid ?? 0], () => postmasterOf(postgresFolder)),
    async close() {
      await interrupt(system);
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The process of the server whose data this is. */
async function postmasterOf(postgresFolder: string): Promise<number> {
  const [pid] = (await readFile(path.join(postgresFolder, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

/** A process and its children, on Linux; elsewhere itself alone. */
async function familyOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

/** So far, of the processes of the platform and of its PostgreSQL, whose first process is asked for each time. */
export async function cpuSecondsOf(
  platform: readonly number[],
  postmaster: () => number | Promise<number>,
): Promise<CpuSeconds> {
  return {
    platform: await ticksOf(platform),
    postgres: await ticksOf(await familyOf(await postmaster())),
  };
}

/** From /proc on Linux, where a tick is a hundredth of a second; NaN elsewhere. */
async function ticksOf(processIds: readonly number[]): Promise<number> {
  const seconds = await Promise.all(
    processIds.map(async (id) => {
      const line = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
      const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    }),
  );
  return seconds.reduce((sum, each) => sum + each, 0);
}
