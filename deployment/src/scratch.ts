import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Scratch {
  readonly folder: string;
  /** Who works there: `nobody` when the tests run as root, else whoever runs them. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** For whoever works there: PATH with this Node, a home, npm's cache, which later runs share. */
  readonly env: Readonly<Record<string, string>>;
}

const nobody = 65_534;

/** A new folder for the work of a user without rights. */
export function makeScratch(): Scratch {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: nobody, gid: nobody } : undefined;
  const own = (folder: string): string => {
    if (user !== undefined) chownSync(folder, user.uid, user.gid);
    return folder;
  };
  const folder = own(mkdtempSync(path.join(tmpdir(), 'ticketing-images-')));
  chmodSync(folder, 0o755);
  const cache = path.join(tmpdir(), `ticketing-npm-cache-${user?.uid ?? process.getuid?.()}`);
  own(mkdirSync(cache, { recursive: true }) ?? cache);
  return {
    folder,
    user,
    env: {
      PATH: `${copyNode(folder)}${path.delimiter}${process.env.PATH ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      npm_config_cache: cache,
      npm_config_prefer_offline: 'true',
      ...registrySettings(),
    },
  };
}

/** The pinned Node where every user can reach it, whatever the folder of this repository allows. */
function copyNode(folder: string): string {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  execFileSync('cp', ['-L', process.execPath, path.join(bin, 'node')]);
  chmodSync(bin, 0o755);
  return bin;
}

/** The registry and proxy that this machine uses; another user's files are not read otherwise. */
function registrySettings(): Record<string, string> {
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  const kept = Object.entries(process.env).filter(
    ([name, value]) => /^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name) && value,
  );
  return { ...(Object.fromEntries(kept) as Record<string, string>), npm_config_registry: registry };
}
