import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';

const importing =
  /(?:^|\n)\s*(?:import|export)\s(?!type\b)[^'";]*?from\s*'([^']+)'|import\(\s*'([^']+)'/g;

/**
 * Follows the imports of a TypeScript file, dynamic ones too, through our own sources. Answers one sentence
 * for each that leads nowhere below `root`: what a start could miss in an image. Types are left out, as
 * Node strips them.
 */
export function findMissingImports(entry: string, root: string): string[] {
  const missing: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, fixed, dynamic] of readFileSync(file, 'utf8').matchAll(importing)) {
      const specifier = fixed ?? dynamic ?? '';
      if (isBuiltin(specifier)) continue;
      const target = specifier.startsWith('.')
        ? path.resolve(path.dirname(file), specifier)
        : findPackageFile(file, specifier, root);
      if (target === undefined || !existsSync(target)) {
        missing.push(`${path.relative(root, file)} imports ${specifier}`);
      } else if (target.endsWith('.ts')) visit(target);
    }
  };
  visit(entry);
  return missing;
}

/** A file of ours that a package's `exports` names; of others their package.json stands for all. */
function findPackageFile(file: string, specifier: string, root: string): string | undefined {
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const manifest = findManifest(path.dirname(file), name, root);
  if (manifest === undefined || !name.startsWith('@ticketing/')) return manifest;
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    exports: Record<string, string>;
  };
  const wanted = `.${specifier.slice(name.length)}`;
  const key = Object.keys(exports).find((pattern) => path.matchesGlob(wanted, pattern)) ?? '';
  const inPattern = wanted.slice(key.indexOf('*'));
  const target = exports[key]?.replace('*', inPattern);
  return target === undefined ? undefined : path.join(path.dirname(manifest), target);
}

function findManifest(folder: string, name: string, root: string): string | undefined {
  const manifest = path.join(folder, 'node_modules', name, 'package.json');
  if (existsSync(manifest)) return realpathSync(manifest);
  return folder === root ? undefined : findManifest(path.dirname(folder), name, root);
}
