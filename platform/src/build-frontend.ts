import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compressFiles } from '@ticketing/frontend-server';

const root = path.resolve(import.meta.dirname, '../..');
const frontend = path.join(root, 'frontend');
/** What the built files depend on. */
const sources = ['frontend/src', 'frontend/public', 'packages/contracts/src/codecs'];
const files = [
  'frontend/index.html',
  'frontend/waiting-room.html',
  'frontend/vite.config.ts',
  'package-lock.json',
];
const stampName = 'build-stamp.txt';

/** The settings that Vite writes into the built files. */
export interface FrontendSettings {
  readonly VITE_API_URL: string;
  readonly VITE_STRIPE_PUBLIC_KEY?: string;
}

/**
 * Builds the front end into a folder, compressed beside, unless what lies there was built from the same
 * sources and settings. The folder is `frontend/dist`, or with a `variant` one of the variant's own, so
 * that systems on other ports do not take it away from each other. Answers the folder. Throws with the
 * builder's output when it fails; then the folder is as it was.
 */
export async function buildFrontend(settings: FrontendSettings, variant?: string): Promise<string> {
  const folder =
    variant === undefined
      ? path.join(frontend, 'dist')
      : path.join(root, '.cache', `frontend-${variant}`);
  const stamp = await stampOf(settings);
  const stampFile = path.join(folder, stampName);
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return folder;
  const aside = path.join(root, '.cache', `building-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(path.dirname(aside), { recursive: true });
  await runVite(settings, aside);
  await compressFiles(aside);
  await writeFile(path.join(aside, stampName), stamp);
  await rm(folder, { recursive: true, force: true });
  await rename(aside, folder);
  return folder;
}

async function stampOf(settings: FrontendSettings): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const names = [...files];
  for (const source of sources) {
    const entries = await readdir(path.join(root, source), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    for (const entry of entries) {
      if (entry.isFile()) names.push(path.relative(root, path.join(entry.parentPath, entry.name)));
    }
  }
  for (const name of names.sort()) {
    hash.update(name).update(await readFile(path.join(root, name)));
  }
  return hash.digest('hex');
}

async function runVite(settings: FrontendSettings, outDir: string): Promise<void> {
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const parameters = [vite, 'build', '--logLevel', 'warn', '--outDir', outDir, '--emptyOutDir'];
  const child = spawn(process.execPath, parameters, {
    cwd: frontend,
    env: { ...process.env, ...settings, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error(`The front end could not be built:\n${output}`);
}
