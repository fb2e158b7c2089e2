import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface ProcessEntry {
  readonly processId: number;
  readonly parentId: number;
  /** Tells a process from a later one that was given the same id. */
  readonly startedAt: string;
}

/** Every process of the machine: from /proc where there is one, else by `ps`. */
function listProcesses(): ProcessEntry[] {
  if (!existsSync('/proc/self/stat')) return listByPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcEntry(Number(name)) ?? []);
}

/** The process of this id, if there is one that has not ended yet. */
export function findProcess(processId: number): ProcessEntry | undefined {
  if (existsSync('/proc/self/stat')) return readProcEntry(processId);
  return listByPs().find((entry) => entry.processId === processId);
}

/** The process and all that it started, itself first. */
function listTree(processId: number): number[] {
  const entries = listProcesses();
  const tree = [processId];
  for (const parent of tree) {
    for (const entry of entries) if (entry.parentId === parent) tree.push(entry.processId);
  }
  return tree;
}

/** Sends the signal; a process that is gone already is no error. */
export function signal(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Sends the signal to the process and to all that it started. */
export function signalTree(processId: number, name: NodeJS.Signals): void {
  for (const id of listTree(processId)) signal(id, name);
}

/** How long a thread may take to notice: one that waits for a disk notices afterwards. */
const freezeMsMax = 10_000;

/**
 * Stops the process and all that it started, and returns when none of their threads runs any more, where /proc
 * tells of them: a signal is only noted by then, and a thread of another processor might answer once more.
 * Throws when one goes on.
 */
export function freezeTree(processId: number): void {
  const tree = listTree(processId);
  for (const id of tree) signal(id, 'SIGSTOP');
  const deadline = performance.now() + freezeMsMax;
  while (tree.some(hasRunningThread)) {
    if (performance.now() > deadline) throw new Error(`process ${processId} does not stop`);
    Atomics.wait(pauseCell, 0, 0, 1);
  }
}

const pauseCell = new Int32Array(new SharedArrayBuffer(4));

function hasRunningThread(processId: number): boolean {
  const folder = `/proc/${processId}/task`;
  const threads = existsSync(folder) ? readdirSync(folder) : [];
  return threads.some((thread) => {
    const text = readStat(`${folder}/${thread}/stat`) ?? '';
    return text !== '' && !'TtZX'.includes(text.charAt(text.lastIndexOf(')') + 2));
  });
}

/** Undefined when what it tells of has ended. */
function readStat(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readProcEntry(processId: number): ProcessEntry | undefined {
  const text = readStat(`/proc/${processId}/stat`);
  if (text === undefined) return undefined;
  // The second field is the program's name in brackets, which may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parentId] = fields;
  const startedAt = fields[19];
  if (state === 'Z' || state === 'X' || startedAt === undefined) return undefined;
  return { processId, parentId: Number(parentId), startedAt };
}

function listByPs(): ProcessEntry[] {
  const text = execFileSync('ps', ['-axo', 'pid=,ppid=,stat=,lstart='], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  return text.split('\n').flatMap((line) => {
    const [id, parentId, state, ...start] = line.trim().split(/\s+/);
    if (id === undefined || state === undefined || state.startsWith('Z')) return [];
    return [{ processId: Number(id), parentId: Number(parentId), startedAt: start.join(' ') }];
  });
}
