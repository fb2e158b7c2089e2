import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type EngineProcess, runEngine } from './engine-process.ts';
import type { EngineName, EngineOptions, LocalEngine } from './port.ts';
import { findFreePort, untilFree } from './ports.ts';
import { recipes } from './recipes.ts';

/**
 * Finds or fetches what the engine needs, which may take minutes the first time. Throws
 * EngineUnavailableError when it cannot be had here.
 */
export async function prepareEngine(name: EngineName): Promise<void> {
  await recipes[name].prepare();
}

/**
 * Starts a real engine of its own and resolves when it answers; what it needs is found on the
 * machine or fetched once into the cache. Throws EngineUnavailableError when it cannot be had here,
 * and an Error with the end of its log when it does not start.
 */
export async function startEngine(
  name: EngineName,
  options: EngineOptions = {},
): Promise<LocalEngine> {
  const folder = resolve(options.folder ?? (await mkdtemp(join(tmpdir(), `ticketing-${name}-`))));
  const removeData = async (): Promise<void> => {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    const engine = await startInFolder(name, folder, options);
    const { stop } = engine;
    return Object.assign(engine, { stop: () => stop().then(removeData) });
  } catch (error) {
    await removeData();
    throw error;
  }
}

async function startInFolder(
  name: EngineName,
  folder: string,
  options: EngineOptions,
): Promise<LocalEngine> {
  await mkdir(folder, { recursive: true });
  const recipe = recipes[name];
  const port = options.port ?? (await findFreePort());
  const planned = await recipe.plan({ folder, port, options });
  const plan = { ...planned, environment: { ...planned.environment, ...options.environment } };
  const { onProcess } = options;
  const site = {
    folder,
    background: onProcess !== undefined,
    startSecondsMax: recipe.startSecondsMax,
    stopSignal: recipe.stopSignal,
    ...(onProcess && { onProcess }),
  };
  const run = async (): Promise<EngineProcess> => {
    await untilFree(port);
    return runEngine(plan, site);
  };
  let running = await run();
  return {
    name,
    port,
    variables: plan.variables,
    get processId() {
      return running.processId;
    },
    kill: () => running.kill(),
    async start() {
      if (running.hasEnded()) running = await run();
    },
    freeze: () => running.freeze(),
    thaw: () => running.thaw(),
    stop: () => running.stop(),
  };
}
