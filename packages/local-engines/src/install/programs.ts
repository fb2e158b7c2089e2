import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const outputBytesMax = 50_000_000;
const aptSecondsMax = 300;

/** Runs a program to its end and gives what it wrote; throws an Error with it when it fails. */
export async function runProgram(
  command: string,
  parameters: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; uid?: number; gid?: number } = {},
): Promise<string> {
  const { stdout } = await execute(command, parameters, { ...options, maxBuffer: outputBytesMax });
  return stdout;
}

/** The path of a program on the PATH. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/sbin');
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

let installations: Promise<void> = Promise.resolve();

/**
 * Installs Debian's packages where that can be done: as root, by apt. Otherwise, and when apt fails, nothing
 * happens: the caller looks for its program and says what is missing.
 */
export function installDebianPackages(names: readonly string[]): Promise<void> {
  installations = installations.then(() => runApt(names)).catch(() => undefined);
  return installations;
}

async function runApt(names: readonly string[]): Promise<void> {
  const apt = findProgram('apt-get');
  if (apt === undefined || process.getuid?.() !== 0) return;
  // Waits for another process's lock instead of failing.
  const common = ['-q', '-y', '-o', `DPkg::Lock::Timeout=${aptSecondsMax}`];
  // The last two keep a package from starting its own server, which would take the guide's port.
  const quiet = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1', SYSTEMD_OFFLINE: '1' };
  const env = { ...process.env, ...quiet };
  // An old list of packages may do.
  await runProgram(apt, [...common, 'update'], { env }).catch(() => undefined);
  await runProgram(apt, [...common, 'install', '--no-install-recommends', ...names], { env });
}

/** The program's path, its Debian package installed first where it is missing and that can be done. */
export async function findOrInstallProgram(
  name: string,
  debianPackage: string,
): Promise<string | undefined> {
  const found = findProgram(name);
  if (found !== undefined) return found;
  await installDebianPackages([debianPackage]);
  return findProgram(name);
}
