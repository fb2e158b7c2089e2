import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineName } from '../port.ts';
import { findProcess } from '../processes.ts';

/** What we know of an engine that we left running. */
export interface EngineRecord {
  readonly name: EngineName;
  readonly port: number;
  readonly processId: number;
  /** With its id it names the process: the id alone may be another's by now. */
  readonly startedAt: string;
  readonly stopSignal: NodeJS.Signals;
  readonly variables: Readonly<Record<string, string>>;
}

const recordFolder = (base: string): string => join(base, 'running');

/** Written whole or not at all; its variables may hold a password. */
export function writeRecord(base: string, record: EngineRecord): void {
  const folder = recordFolder(base);
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `.${record.name}-${process.pid}`);
  writeFileSync(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, join(folder, `${record.name}.json`));
}

export function removeRecord(base: string, name: EngineName): void {
  rmSync(join(recordFolder(base), `${name}.json`), { force: true });
}

/** Every engine that was left running, whether it still does or not. */
export function readRecords(base: string): EngineRecord[] {
  mkdirSync(recordFolder(base), { recursive: true });
  return readdirSync(recordFolder(base))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(recordFolder(base), name), 'utf8')));
}

/** Whether the very process that was recorded still runs. */
export function runs(record: EngineRecord): boolean {
  return findProcess(record.processId)?.startedAt === record.startedAt;
}
