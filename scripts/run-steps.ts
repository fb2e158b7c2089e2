import { spawn } from 'node:child_process';
import path from 'node:path';

export const repositoryRoot = path.dirname(import.meta.dirname);

/** A command of the house: run from the repository's root, its output passed through. */
export interface Step {
  readonly name: string;
  readonly command: string;
  readonly parameters: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

/** Runs one step to its end; never rejects: a command that cannot start has failed. */
export async function runStep(step: Step): Promise<StepResult> {
  const startedAt = performance.now();
  console.log(`\n▶ ${step.name}`);
  const passed = await new Promise<boolean>((resolve) => {
    const child = spawn(step.command, step.parameters, {
      cwd: step.cwd ?? repositoryRoot,
      stdio: 'inherit',
      env: { ...process.env, ...step.env },
    });
    child.on('error', (error) => {
      console.error(`${step.command} did not start: ${error.message}`);
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${passed ? '✔' : '✘'} ${step.name} (${seconds.toFixed(1)} s)`);
  return { name: step.name, passed, seconds };
}

/** Runs all steps one after the other, also after a failure, so that one run names every fault. */
export async function runSteps(steps: readonly Step[]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) results.push(await runStep(step));
  return results;
}

/** A tool of node_modules by its script, run by the pinned Node whatever is on the PATH. */
export function nodeTool(
  script: string,
  ...parameters: string[]
): Pick<Step, 'command' | 'parameters'> {
  return {
    command: process.execPath,
    parameters: [path.join(repositoryRoot, 'node_modules', script), ...parameters],
  };
}
