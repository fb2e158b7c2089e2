import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freezeTree, signal, signalTree } from './processes.ts';
import type { EnginePlan } from './recipe.ts';

const pollMs = 50;
const stopSecondsMax = 20;
const logTailBytes = 4_000;

/**
 * The shell leaves a guard behind and becomes the engine. The guard reads a pipe whose other end we
 * hold: when we are gone, however that came about, it reads the end and kills the engine's group.
 * It belongs to that group, so the group's number cannot be anyone else's by then.
 */
const guardedStart = 'exec 4<&0; ( (read -r _ <&4; kill -KILL -$$) & ); exec "$@" 4<&- </dev/null';

/** A running engine's process. It leads a group of its own: Ctrl-C does not reach it. */
export interface EngineProcess {
  readonly processId: number;
  hasEnded(): boolean;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/**
 * Starts the engine and waits until it serves; what it says goes to `engine.log` in its folder, anew each time.
 * Throws an Error with the end of that log when it ends, or does not serve within the seconds.
 */
export async function runEngine(
  plan: EnginePlan,
  site: {
    folder: string;
    background: boolean;
    startSecondsMax: number;
    /** How it is told to end in order. */
    stopSignal: NodeJS.Signals;
    onProcess?: (processId: number) => void;
  },
): Promise<EngineProcess> {
  const logFile = join(site.folder, 'engine.log');
  const running = follow(launch(plan, { logFile, background: site.background }), site.stopSignal);
  if (!running.hasEnded()) site.onProcess?.(running.processId);
  const deadline = performance.now() + site.startSecondsMax * 1_000;
  try {
    while (!(await plan.isReady().catch(() => false))) {
      if (running.hasEnded()) throw new Error(`${plan.command} ended at its start.`);
      if (performance.now() > deadline) {
        throw new Error(`${plan.command} did not serve within ${site.startSecondsMax} s.`);
      }
      await sleep(pollMs);
    }
    // Somebody else may answer at the port.
    if (running.hasEnded()) throw new Error(`${plan.command} ended at its start.`);
    return running;
  } catch (error) {
    await running.kill();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n${await readTail(logFile)}`, { cause: error });
  }
}

function launch(plan: EnginePlan, at: { logFile: string; background: boolean }): ChildProcess {
  const log = openSync(at.logFile, 'w', 0o600);
  const lent = plan.lentFolder === undefined ? 'ignore' : openSync(plan.lentFolder, 'r');
  const common: SpawnOptions = {
    ...plan.account,
    cwd: '/',
    env: { ...ownEnvironment(), ...plan.environment },
    detached: true,
    stdio: [at.background ? 'ignore' : 'pipe', log, log, lent],
  };
  try {
    return at.background
      ? spawn(plan.command, plan.parameters, common)
      : spawn('/bin/sh', ['-c', guardedStart, 'sh', plan.command, ...plan.parameters], common);
  } finally {
    closeSync(log);
    if (typeof lent === 'number') closeSync(lent);
  }
}

/** Ours without what npm, Node and test runners say to their own children. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|NODE_|VITEST)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function follow(child: ChildProcess, stopSignal: NodeJS.Signals): EngineProcess {
  const processId = child.pid ?? 0;
  let ended = child.pid === undefined;
  const end = new Promise<void>((resolve) => {
    const finish = (): void => {
      ended = true;
      // Nobody is left to guard.
      child.stdin?.destroy();
      resolve();
    };
    child.once('error', finish);
    child.once('exit', finish);
  });
  // Neither the engine nor its pipe keeps our event loop alive.
  child.unref();
  child.stdin?.on('error', () => {});
  (child.stdin as { unref?(): void } | null)?.unref?.();

  const send = (name: NodeJS.Signals): void => {
    if (!ended) signalTree(processId, name);
  };
  const kill = async (): Promise<void> => {
    // Stopped first, so that it cannot start another child while its children are killed.
    send('SIGSTOP');
    send('SIGKILL');
    await whileReferenced(child, end);
  };
  return {
    processId,
    hasEnded: () => ended,
    kill,
    freeze() {
      if (!ended) freezeTree(processId);
    },
    thaw: () => send('SIGCONT'),
    async stop() {
      if (ended) return;
      send('SIGCONT');
      signal(processId, stopSignal);
      child.ref();
      await Promise.race([end, sleep(stopSecondsMax * 1_000, undefined, { ref: false })]);
      await kill();
    },
  };
}

async function whileReferenced(child: ChildProcess, end: Promise<void>): Promise<void> {
  child.ref();
  await end;
}

/** The last lines of the engine's log, for a message. */
async function readTail(logFile: string): Promise<string> {
  const file = await open(logFile, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - logTailBytes);
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(logTailBytes),
      position: start,
    });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
