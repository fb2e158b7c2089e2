import { join } from 'node:path';
import { EngineUnavailableError } from '../engine-unavailable-error.ts';
import { artifactFile } from './artifacts.ts';
import { installOnce } from './cache.ts';
import { findOrInstallProgram, installDebianPackages, runProgram } from './programs.ts';

const version = '1.69.1';

/** A Python of its own that has Datadog's test agent; pip checks every file against its SHA-256. */
export async function installDatadogAgent(): Promise<string> {
  const folder = await installOnce(`datadog-agent-${version}`, install);
  return join(folder, 'bin', 'python');
}

async function install(draft: string): Promise<void> {
  const python = await findOrInstallProgram('python3', 'python3');
  if (python === undefined) {
    throw new EngineUnavailableError('datadog-agent', 'it needs Python 3.11 or newer.');
  }
  try {
    // Debian has what makes such a folder in a package of its own.
    await runProgram(python, ['-m', 'venv', draft]).catch(async () => {
      await installDebianPackages(['python3-venv']);
      await runProgram(python, ['-m', 'venv', '--clear', draft]);
    });
    const from = ['--require-hashes', '--only-binary=:all:', '--no-deps'];
    const list = ['-r', artifactFile('datadog-agent/requirements.txt')];
    await runProgram(join(draft, 'bin', 'python'), [
      '-m',
      'pip',
      '-q',
      'install',
      ...from,
      ...list,
    ]);
  } catch (error) {
    throw new EngineUnavailableError('datadog-agent', `pip did not install it: ${error}`, {
      cause: error,
    });
  }
}
