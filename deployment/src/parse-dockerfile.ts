import { readFileSync } from 'node:fs';

/** One instruction, continuation lines joined: `COPY`, `--from=build a b`. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

export interface Stage {
  readonly name: string;
  /** An image, or the name of an earlier stage. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Reads what our Dockerfiles use of the format: no heredocs, no escapes but the line's end. */
export function parseDockerfile(file: string): Stage[] {
  const joined = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ');
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const line of joined.split('\n').filter((text) => text.trim() !== '')) {
    const [, name = '', text = ''] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (name === 'FROM') {
      const [from = '', , alias] = text.split(/\s+/);
      stages.push({ name: alias ?? String(stages.length), from, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (name === '' || stage === undefined) throw new Error(`${file}: not understood: ${line}`);
    stage.instructions.push({ name, text });
  }
  return stages;
}

/** The arguments of an instruction's exec form, `["node", "main.ts"]`. */
export function execForm(text: string): string[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new Error(`not the exec form: ${text}`);
  return parsed.map(String);
}
