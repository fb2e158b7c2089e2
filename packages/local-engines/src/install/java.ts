import { EngineUnavailableError } from '../engine-unavailable-error.ts';
import type { EngineName } from '../port.ts';
import { findOrInstallProgram, runProgram } from './programs.ts';

const javaMin = 17;

/** The path of a Java of version 17 or newer that can compile too. */
export async function findJava(engine: EngineName): Promise<{ java: string; javac: string }> {
  const javac = await findOrInstallProgram('javac', 'openjdk-17-jdk-headless');
  const java = await findOrInstallProgram('java', 'openjdk-17-jdk-headless');
  if (java === undefined || javac === undefined) {
    throw new EngineUnavailableError(engine, `it needs a Java development kit ${javaMin}.`);
  }
  const found = Number(/\d+/.exec(await runProgram(javac, ['-version']))?.[0] ?? 0);
  if (found < javaMin) {
    throw new EngineUnavailableError(engine, `it needs Java ${javaMin}; ${javac} is ${found}.`);
  }
  return { java, javac };
}
