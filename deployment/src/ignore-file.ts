import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Which paths of the build's context a `.dockerignore` hides: the last pattern that fits a path, or a
 * folder above it, decides (https://docs.docker.com/build/concepts/context/#dockerignore-files).
 */
export function readIgnoreFile(file: string): (relative: string) => boolean {
  const patterns = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ hides: !line.startsWith('!'), glob: line.replace(/^!/, '') }));
  return (relative) => {
    const parts = relative.split('/');
    const withParents = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    const deciding = patterns.findLast(({ glob }) =>
      withParents.some((candidate) => path.matchesGlob(candidate, glob)),
    );
    return deciding?.hides ?? false;
  };
}
