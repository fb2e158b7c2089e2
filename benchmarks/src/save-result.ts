import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Prints the figures as one line of JSON; with `save` also into `benchmarks/results`, dated. */
export async function tellResult(
  figures: Readonly<Record<string, unknown>> & { readonly bench: string; readonly date: string },
  save: boolean,
): Promise<void> {
  const line = JSON.stringify(figures);
  console.log(line);
  if (!save) return;
  const folder = path.resolve(import.meta.dirname, '../results');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${figures.date}-${figures.bench}.json`), `${line}\n`);
}

export const today = (): string => new Date().toISOString().slice(0, 10);

/** The middle one; of an even number the lower. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
