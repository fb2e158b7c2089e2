import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ports } from '@ticketing/contracts';
import {
  type BackgroundSite,
  composeVariables,
  dockerRuns,
  type EngineName,
  EngineUnavailableError,
  engineNames,
  isComposed,
  listBackgroundEngines,
  listRunningServices,
  listTaken,
  portFor,
  startByDocker,
  startInBackground,
  stopByDocker,
  stopInBackground,
} from '@ticketing/local-engines';
import { repositoryRoot } from './run-steps.ts';

/**
 * `npm run engines`: starts the engines for development, by Docker where it runs, else from packages, and
 * prints the variables that point the services at them. `-- stop` ends exactly what this started, `-- status`
 * says what runs. `--only redis,kafka` takes some of them, `--port redis=6380` another port,
 * `--native` passes over Docker.
 */
const developmentEngines: readonly EngineName[] = engineNames.filter(
  (name) => name !== 'datadog-agent',
);
const base = path.resolve(
  process.env.TICKETING_DATA_FOLDER ?? path.join(repositoryRoot, '.data'),
  'engines',
);
const variablesFile = path.join(base, 'engines.env');
const containersFile = path.join(base, 'containers.json');

const { command, names, native, site } = readCommand();
try {
  if (command === 'start') await start();
  else if (command === 'stop') await stop();
  else showStatus();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// Engines that go on are nobody's children now, but their handles are still ours.
process.exit();

function readCommand() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      port: { type: 'string', multiple: true },
      native: { type: 'boolean', default: false },
    },
  });
  const [word = 'start'] = positionals;
  if (!['start', 'stop', 'status'].includes(word) || positionals.length > 1) {
    refuse(`Unknown command '${positionals.join(' ')}'. There are: start, stop, status.`);
  }
  const chosen = values.only?.split(',').map(readName);
  const given = (values.port ?? []).map((text) => {
    const [name = '', port = ''] = text.split('=');
    if (!/^\d{1,5}$/.test(port)) refuse(`'${text}' is not of the form --port redis=6380.`);
    return [readName(name), Number(port)] as const;
  });
  const feedback = { SES_FEEDBACK_URL: `http://127.0.0.1:${ports.notification}/notifications/ses` };
  const place: BackgroundSite = {
    base,
    ports: Object.fromEntries(given),
    environment: { ses: feedback },
  };
  return { command: word, names: chosen, native: values.native, site: place };
}

function readName(text: string): EngineName {
  const name = engineNames.find((known) => known === text.trim());
  return name ?? refuse(`Unknown engine '${text}'. There are: ${engineNames.join(', ')}.`);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

async function start(): Promise<void> {
  const wanted = names ?? developmentEngines;
  const byDocker = !native && (await dockerRuns()) ? wanted.filter(isComposed) : [];
  if (byDocker.length > 0) await startContainers(byDocker);
  await startProcesses(wanted.filter((name) => !byDocker.includes(name)));
  await writeVariables();
}

async function startProcesses(wanted: readonly EngineName[]): Promise<void> {
  const { running } = listBackgroundEngines(base);
  for (const { name, port } of running) {
    if (wanted.includes(name)) console.log(`${name} already runs on port ${port}.`);
  }
  const missing = wanted.filter((name) => running.every((record) => record.name !== name));
  const taken = await listTaken(site, missing);
  if (taken.length > 0) {
    const list = taken.map((name) => `${portFor(site, name)} (${name})`).join(', ');
    throw new Error(
      `Nothing was started, as something else uses port ${list}. ` +
        `Stop it, or choose another: --port ${taken[0]}=<port>.`,
    );
  }
  let interruption: Promise<never> | undefined;
  process.once('SIGINT', () => {
    interruption = giveUp(missing);
  });
  await Promise.all(missing.map(startProcess));
  await interruption;
}

async function startProcess(name: EngineName): Promise<void> {
  const startedAt = performance.now();
  try {
    const { port } = await startInBackground(site, name);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(`✔ ${name} on port ${port} (${seconds} s)`);
  } catch (error) {
    const unavailable = error instanceof EngineUnavailableError;
    if (!unavailable || process.env.REQUIRE_ENGINES === '1') process.exitCode = 1;
    console.error(unavailable ? `NOT STARTED: ${error.message}` : `✘ ${name}: ${error}`);
  }
}

/** Ctrl-C: what this command began it ends again. */
async function giveUp(begun: readonly EngineName[]): Promise<never> {
  for (;;) {
    const { running } = listBackgroundEngines(base);
    const ours = running.filter(({ name }) => begun.includes(name));
    if (ours.length === 0) process.exit(130);
    await Promise.all(ours.map((record) => stopInBackground(base, record)));
  }
}

async function startContainers(wanted: readonly EngineName[]): Promise<void> {
  const running = await listRunningServices(repositoryRoot);
  for (const name of wanted) if (running.includes(name)) console.log(`${name} already runs.`);
  const missing = wanted.filter((name) => !running.includes(name));
  if (missing.length > 0) {
    // Written first: what is stopped later must be known also when this is killed meanwhile.
    writeContainers([...new Set([...readContainers(), ...missing])]);
    await startByDocker(repositoryRoot, missing);
  }
}

async function stop(): Promise<void> {
  const isWanted = (name: EngineName): boolean => names?.includes(name) ?? true;
  const { running, ended } = listBackgroundEngines(base);
  const ours = [...running, ...ended].filter(({ name }) => isWanted(name));
  await Promise.all(
    ours.map(async (record) => {
      await stopInBackground(base, record);
      console.log(`${record.name} is stopped.`);
    }),
  );
  const containers = readContainers();
  const stopped = containers.filter(isWanted);
  if (stopped.length > 0) await stopByDocker(repositoryRoot, stopped);
  writeContainers(containers.filter((name) => !isWanted(name)));
  if (ours.length + stopped.length === 0) console.log('Nothing of ours runs.');
  await writeVariables();
}

function showStatus(): void {
  const { running, ended } = listBackgroundEngines(base);
  const containers = readContainers();
  for (const name of engineNames) {
    const record = running.find((entry) => entry.name === name);
    if (record) console.log(`${name}: runs on port ${record.port}, process ${record.processId}`);
    else if (containers.includes(name)) console.log(`${name}: a container, see docker compose ps`);
    else if (ended.some((entry) => entry.name === name)) {
      console.log(`${name}: ended by itself; ${path.join(base, name, 'engine.log')} may say why`);
    } else console.log(`${name}: not started`);
  }
}

/** Of all that runs, also what an earlier call started. */
async function writeVariables(): Promise<void> {
  const { running } = listBackgroundEngines(base);
  const containers = readContainers();
  const variables: Record<string, string> = Object.assign(
    containers.length > 0 ? await composeVariables(repositoryRoot, containers) : {},
    ...running.map((record) => record.variables),
  );
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  if (lines.length === 0) {
    rmSync(variablesFile, { force: true });
    return;
  }
  mkdirSync(base, { recursive: true });
  writeFileSync(variablesFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  console.log(`\n${lines.map((line) => `export ${line}`).join('\n')}`);
  console.log(`\nAlso in ${path.relative(process.cwd(), variablesFile)}.`);
}

function readContainers(): EngineName[] {
  try {
    return JSON.parse(readFileSync(containersFile, 'utf8'));
  } catch {
    return [];
  }
}

function writeContainers(list: readonly EngineName[]): void {
  if (list.length === 0) {
    rmSync(containersFile, { force: true });
    return;
  }
  mkdirSync(base, { recursive: true });
  writeFileSync(containersFile, JSON.stringify(list));
}
