import { spawn } from 'node:child_process';
import { engineVariables } from '../engine-variables.ts';
import { findProgram, runProgram } from '../install/programs.ts';
import type { EngineName } from '../port.ts';

/** The part of `docker compose config` that says how an engine is reached from outside. */
interface ComposeService {
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly { readonly target: number; readonly published?: string }[];
}

/** What `docker-compose.yml` has as a service; the rest runs from packages also where Docker runs. */
export const isComposed = (name: EngineName): boolean => name !== 'datadog-agent';

/** Whether a Docker engine answers here, not only its command, and Compose is there too. */
export async function dockerRuns(): Promise<boolean> {
  const docker = findProgram('docker');
  if (docker === undefined) return false;
  const ask = (...parameters: string[]): Promise<string> =>
    runProgram(docker, parameters).catch(() => '');
  const server = await ask('info', '--format', '{{.ServerVersion}}');
  return server.trim() !== '' && (await ask('compose', 'version')).trim() !== '';
}

export async function listRunningServices(root: string): Promise<string[]> {
  const text = await compose(root, ['ps', '--services', '--status', 'running']);
  return text.split('\n').filter((line) => line !== '');
}

/** Starts the engines as containers and waits until each is healthy; shows what Docker says. */
export function startByDocker(root: string, names: readonly EngineName[]): Promise<void> {
  return show(root, ['up', '--detach', '--wait', ...names]);
}

/** Stops these containers; their volumes stay. */
export function stopByDocker(root: string, names: readonly EngineName[]): Promise<void> {
  return show(root, ['stop', ...names]);
}

/** How services outside of Docker reach the engines that the compose file describes. */
export async function composeVariables(
  root: string,
  names: readonly EngineName[],
): Promise<Record<string, string>> {
  const { services } = JSON.parse(
    await compose(root, ['config', '--format', 'json', ...names]),
  ) as {
    services: Readonly<Record<string, ComposeService>>;
  };
  return Object.assign({}, ...names.map((name) => variablesOf(name, services[name] ?? {})));
}

function variablesOf(name: EngineName, service: ComposeService): Readonly<Record<string, string>> {
  const port = service.ports?.find(({ published }) => published !== undefined)?.published;
  if (port === undefined) throw new Error(`docker-compose.yml publishes no port of ${name}.`);
  const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = service.environment ?? {};
  return engineVariables[name]({
    port: Number(port),
    user: POSTGRES_USER ?? '',
    password: POSTGRES_PASSWORD ?? '',
    database: POSTGRES_DB ?? POSTGRES_USER ?? '',
  });
}

function compose(root: string, parameters: readonly string[]): Promise<string> {
  return runProgram('docker', ['compose', ...parameters], { cwd: root });
}

function show(root: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', ['compose', ...parameters], { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`docker compose ${parameters[0]} ended with ${code}.`));
    });
  });
}
