import type { EnginePlan } from './recipe.ts';

/** Far above what these engines need; a leak ends the engine and not the machine. */
const addressSpaceKilobytesMax = 2_000_000;

/** For a program that has no setting of its own for it: the shell limits itself and becomes the program. */
export function limitMemory(
  command: string,
  parameters: readonly string[],
): Pick<EnginePlan, 'command' | 'parameters'> {
  const limited = `ulimit -v ${addressSpaceKilobytesMax}; exec "$@"`;
  return { command: '/bin/sh', parameters: ['-c', limited, 'sh', command, ...parameters] };
}
