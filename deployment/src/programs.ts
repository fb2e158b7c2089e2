import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** What a check needs and this machine does not have. */
export class ProgramUnavailableError extends Error {
  override readonly name = 'ProgramUnavailableError';
}

/** The path of a program of PATH. */
export function findProgram(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Another folder may have it.
    }
  }
  return undefined;
}

const cache = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
  'ticketing-pro',
  'go-programs',
);

/**
 * A program that Go builds from its module, once, outside the repository; Go checks the module against
 * its public checksum database. Throws ProgramUnavailableError where there is no Go.
 */
export function goProgram(name: string, module: string, version: string): string {
  const folder = path.join(cache, `${name}-${version}`);
  const program = path.join(folder, name);
  if (existsSync(program)) return program;
  const go = findProgram('go');
  if (go === undefined) {
    throw new ProgramUnavailableError(`${name} is built by Go, which is not here; install Go.`);
  }
  const draft = `${folder}.${process.pid}`;
  execFileSync(go, ['install', `${module}@${version}`], {
    env: { ...process.env, GOBIN: draft },
    stdio: 'pipe',
  });
  if (!existsSync(folder)) renameSync(draft, folder);
  return program;
}

interface TestContext {
  readonly skip: (note: string) => never;
}

/**
 * Runs a check that needs such a program. Without it the test is reported as not run, by name, and with
 * REQUIRE_ENGINES=1 it fails.
 */
export function withProgram<Result>(context: TestContext, find: () => Result): Result {
  try {
    return find();
  } catch (error) {
    const isMissing = error instanceof ProgramUnavailableError;
    if (!isMissing || process.env.REQUIRE_ENGINES === '1') throw error;
    // Not run is not passed: it is named, and CI, which sets the variable, never comes here.
    return context.skip(`NOT RUN: ${error.message}`);
  }
}
