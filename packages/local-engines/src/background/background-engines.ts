import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineName, EngineOptions } from '../port.ts';
import { isFree } from '../ports.ts';
import { findProcess, signal, signalTree } from '../processes.ts';
import { recipes } from '../recipes.ts';
import { startEngine } from '../start-engine.ts';
import {
  type EngineRecord,
  readRecords,
  removeRecord,
  runs,
  writeRecord,
} from './engine-records.ts';

const stopSecondsMax = 20;
const pollMs = 50;

export interface BackgroundSite {
  /** Holds a folder for each engine's data, and what is known of those that run. */
  readonly base: string;
  /** Other ports than the guide's. */
  readonly ports?: Readonly<Partial<Record<EngineName, number>>>;
  /** More variables for an engine's process. */
  readonly environment?: Readonly<Partial<Record<EngineName, Readonly<Record<string, string>>>>>;
}

/** Where the engine listens for development: as asked for, else the guide's port. */
export function portFor(site: BackgroundSite, name: EngineName): number {
  return site.ports?.[name] ?? recipes[name].developmentPort;
}

/** The engines that run in the background, and those that ended without being told to. */
export function listBackgroundEngines(base: string): {
  running: EngineRecord[];
  ended: EngineRecord[];
} {
  const records = readRecords(base);
  return {
    running: records.filter(runs),
    ended: records.filter((record) => !runs(record)),
  };
}

/** Those engines whose port somebody else has. */
export async function listTaken(
  site: BackgroundSite,
  names: readonly EngineName[],
): Promise<EngineName[]> {
  const taken: EngineName[] = [];
  for (const name of names) if (!(await isFree(portFor(site, name)))) taken.push(name);
  return taken;
}

/**
 * Starts the engine on its data in the base folder and leaves it running when we end. It is recorded
 * from its first moment on, so that `stopInBackground` finds it also when we are killed meanwhile.
 * Throws as `startEngine` does.
 */
export async function startInBackground(
  site: BackgroundSite,
  name: EngineName,
): Promise<EngineRecord> {
  const port = portFor(site, name);
  const folder = join(site.base, name);
  await mkdir(folder, { recursive: true });
  let record: EngineRecord | undefined;
  const onProcess = (processId: number): void => {
    const startedAt = findProcess(processId)?.startedAt;
    if (startedAt === undefined) return;
    const { stopSignal } = recipes[name];
    record = { name, port, processId, startedAt, stopSignal, variables: {} };
    writeRecord(site.base, record);
  };
  const environment = site.environment?.[name] ?? {};
  const options: EngineOptions = { folder, port, environment, onProcess };
  try {
    const { variables } = await startEngine(name, options);
    if (record === undefined) throw new Error(`${name} ended at its start.`);
    const whole = { ...record, variables };
    writeRecord(site.base, whole);
    return whole;
  } catch (error) {
    removeRecord(site.base, name);
    throw error;
  }
}

/** Ends exactly the recorded process, in order, by force after a while; its data stay. */
export async function stopInBackground(base: string, record: EngineRecord): Promise<void> {
  if (runs(record)) {
    signalTree(record.processId, 'SIGCONT');
    signal(record.processId, record.stopSignal);
    const deadline = performance.now() + stopSecondsMax * 1_000;
    while (runs(record) && performance.now() < deadline) await sleep(pollMs);
    while (runs(record)) {
      signalTree(record.processId, 'SIGKILL');
      await sleep(pollMs);
    }
  }
  removeRecord(base, record.name);
}
