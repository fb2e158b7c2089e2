/**
 * Gathers what one workspace needs to run, for its image: `node collect-workspace.ts services/auth OUT`.
 * OUT/manifests gets what `npm ci` reads, OUT/files the sources: of the workspace and of the workspaces that
 * it depends on. It runs before anything is installed, so it imports Node alone.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Manifest {
  readonly name: string;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;

/** Folders of all workspaces that lie here, by name; in an image's first stage not all do. */
function findWorkspaces(root: string): Map<string, string> {
  const folders = (readManifest(root).workspaces ?? []).flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    if (!existsSync(path.join(root, parent))) return [];
    return readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}`);
  });
  const present = folders.filter((folder) => existsSync(path.join(root, folder, 'package.json')));
  return new Map(present.map((folder) => [readManifest(path.join(root, folder)).name, folder]));
}

/** The workspace's folder and those of all workspaces that it needs at run time, sorted. */
export function neededWorkspaces(root: string, workspace: string): string[] {
  const byName = findWorkspaces(root);
  const needed = new Set<string>();
  const visit = (folder: string): void => {
    if (needed.has(folder)) return;
    needed.add(folder);
    for (const name of Object.keys(readManifest(path.join(root, folder)).dependencies ?? {})) {
      const dependency = byName.get(name);
      if (dependency !== undefined) visit(dependency);
    }
  };
  visit(workspace);
  return [...needed].sort();
}

function collect(root: string, workspace: string, out: string): void {
  const manifests = path.join(out, 'manifests');
  const folders = neededWorkspaces(root, workspace);
  mkdirSync(manifests, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    cpSync(path.join(root, name), path.join(manifests, name));
  }
  for (const folder of folders) {
    const manifest = path.join(folder, 'package.json');
    cpSync(path.join(root, manifest), path.join(manifests, manifest));
    cpSync(path.join(root, folder), path.join(out, 'files', folder), {
      recursive: true,
      filter: (source) => path.basename(source) !== 'node_modules',
    });
  }
}

if (import.meta.main) {
  const [workspace, out] = process.argv.slice(2);
  if (workspace === undefined || out === undefined) {
    console.error('Usage: node collect-workspace.ts WORKSPACE_FOLDER OUT');
    process.exit(2);
  }
  collect(process.cwd(), workspace, out);
}
