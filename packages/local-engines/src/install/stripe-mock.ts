import { EngineUnavailableError } from '../engine-unavailable-error.ts';
import { copyArtifacts } from './artifacts.ts';
import { installBuiltProgram } from './built-program.ts';
import { findProgram, runProgram } from './programs.ts';
import { withWorkFolder } from './work-folder.ts';

const version = '0.203.0';

/** The program, built by Go once; Go checks every module against the go.sum of ours. */
export const installStripeMock = (): Promise<string> =>
  installBuiltProgram('stripe-mock', version, build);

async function build(target: string): Promise<void> {
  const go = findProgram('go');
  if (go === undefined) {
    throw new EngineUnavailableError('stripe-mock', 'it is built by Go 1.24 or newer; install Go.');
  }
  await withWorkFolder(async (work) => {
    await copyArtifacts('stripe-mock', ['go.mod', 'go.sum'], work);
    const what = ['-mod=readonly', '-trimpath', '-o', target, 'github.com/stripe/stripe-mock'];
    await runProgram(go, ['build', ...what], { cwd: work }).catch((error: unknown) => {
      throw new EngineUnavailableError('stripe-mock', `Go did not build it: ${error}`, {
        cause: error,
      });
    });
  });
}
