import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@ticketing/testing';

const guideFile = path.join(repositoryRoot, 'docs/how-to/back-up-and-restore.md');

/**
 * Runs commands of `docs/how-to/back-up-and-restore.md` as they stand there, so that they cannot rot: those of a
 * section's block that begins with "sh" and the word. They see what `env` gives and none of our own
 * variables. Answers what they printed; rejects when one fails.
 */
export async function followHowTo(
  section: string,
  word: 'backup' | 'restore' | 'rebuild' | 'check',
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const guide = await readFile(guideFile, 'utf8');
  const text = guide.split(/^## /m).find((each) => each.startsWith(`${section}\n`)) ?? '';
  const [, commands] = new RegExp(`^\`\`\`sh ${word}\n(.*?)^\`\`\``, 'ms').exec(text) ?? [];
  if (commands === undefined) throw new Error(`the guide does not say how to ${word} ${section}`);
  const bin = path.join(repositoryRoot, 'node_modules/.bin');
  const { HOME = '', PATH = '' } = process.env;
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: repositoryRoot,
    env: { PATH: `${bin}${path.delimiter}${PATH}`, HOME, ...env },
  });
  return stdout;
}
