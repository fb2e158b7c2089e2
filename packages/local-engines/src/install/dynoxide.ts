import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineUnavailableError } from '../engine-unavailable-error.ts';
import { copyArtifacts } from './artifacts.ts';
import { installBuiltProgram } from './built-program.ts';
import { findProgram, runProgram } from './programs.ts';
import { withWorkFolder } from './work-folder.ts';

const version = '3.2.0';
const features = 'native-sqlite,http-server,cli';

/**
 * The engine's program, built by Cargo once. Cargo checks the crate and all it needs against the
 * SHA-256 in the lock file of ours, then builds what that crate's own lock file names.
 */
export const installDynoxide = (): Promise<string> =>
  installBuiltProgram('dynoxide', version, build);

async function build(target: string): Promise<void> {
  const cargo = findProgram('cargo');
  if (cargo === undefined) {
    throw new EngineUnavailableError(
      'dynamodb',
      'it is built by Cargo of Rust 1.88 or newer, which is not here; install Rust by rustup.',
    );
  }
  await withWorkFolder(async (work) => {
    try {
      await fetchLocked(cargo, work);
      const what = ['--locked', '--no-default-features', '--features', features, '--no-track'];
      const crate = ['--root', work, `dynoxide-rs@${version}`];
      await runProgram(cargo, ['install', '-q', ...what, ...crate], {
        env: { ...process.env, CARGO_TARGET_DIR: join(work, 'target') },
        cwd: work,
      });
    } catch (error) {
      throw new EngineUnavailableError('dynamodb', `Cargo did not build it: ${error}`, {
        cause: error,
      });
    }
    await copyFile(join(work, 'bin', 'dynoxide'), target);
  });
}

/** Fetches what our lock file names; a crate that differs from its hash there is refused. */
async function fetchLocked(cargo: string, work: string): Promise<void> {
  await mkdir(join(work, 'src'));
  await writeFile(join(work, 'src', 'lib.rs'), '');
  await copyArtifacts('dynoxide', ['Cargo.toml', 'Cargo.lock'], work);
  await runProgram(cargo, ['fetch', '-q', '--locked'], { cwd: work });
}
