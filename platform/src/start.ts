import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createFrontendServer } from '@ticketing/frontend-server';
import { ConfigError, dataFolder as findDataFolder } from '@ticketing/service-kit';
import { removeEmbeddedPostgres } from '@ticketing/sql-database';
import { buildFrontend } from './build-frontend.ts';
import { demoAccounts, demoPassword, isDemoLoaded, loadDemo } from './demo.ts';
import { type Platform, startPlatform } from './platform.ts';
import { assertPortsFree, type PlatformPorts, platformPorts } from './ports.ts';

const stopMsMax = 25_000;
const readyMsMax = 20_000;
const readyLookMs = 50;

/** `npm start`: everything on this machine, until Ctrl-C. */
async function start(): Promise<void> {
  const startedAt = performance.now();
  const { values } = parseArgs({
    options: {
      reset: { type: 'boolean', default: false },
      'port-offset': { type: 'string', default: '0' },
    },
  });
  const offset = parseOffset(values['port-offset']);
  const ports = platformPorts(offset);
  const dataFolder = findDataFolder(process.env.TICKETING_DATA_FOLDER);
  await assertPortsFree(ports);
  if (values.reset) await resetData(dataFolder);

  const closes: (() => Promise<unknown>)[] = [];
  stopOnSignals(closes);
  const apiUrl = `http://localhost:${ports['api-gateway']}`;
  const variant = offset === 0 ? undefined : String(ports.frontend);
  const building = buildFrontend(
    {
      VITE_API_URL: process.env.VITE_API_URL ?? `${apiUrl}/api`,
      VITE_STRIPE_PUBLIC_KEY: process.env.VITE_STRIPE_PUBLIC_KEY ?? '',
    },
    variant,
  );
  building.catch(() => undefined);
  const platform = await startPlatform({ env: process.env, ports });
  closes.push(() => platform.close());
  const withDemo = process.env.NODE_ENV !== 'production';
  if (withDemo) await loadDemo(platform, dataFolder);
  const frontend = await createFrontendServer({
    folder: await building,
    connectTo: [apiUrl, `http://localhost:${ports.stripeSimulator}`],
  });
  closes.push(() => frontend.close());
  await frontend.listen({
    host: process.env.NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1',
    port: ports.frontend,
  });
  await untilReady(platform);
  const seconds = (performance.now() - startedAt) / 1000;
  printTable({ ports, seconds, demo: await isDemoLoaded(dataFolder), dataFolder });
}

/** Search answers once its index is built; a service whose engine is away is not waited for longer. */
async function untilReady({ services }: Platform): Promise<void> {
  const deadline = performance.now() + readyMsMax;
  for (const { app } of services) {
    while (performance.now() < deadline && (await app.inject('/readyz')).statusCode !== 200) {
      await sleep(readyLookMs);
    }
  }
}

function parseOffset(text: string): number {
  const offset = Number(text);
  if (Number.isInteger(offset) && offset >= 0 && offset <= 10_000) return offset;
  throw new ConfigError('The settings have mistakes:', [
    '--port-offset: expected a whole number from 0 to 10000',
  ]);
}

async function resetData(dataFolder: string): Promise<void> {
  await removeEmbeddedPostgres({ dataFolder: path.join(dataFolder, 'postgres') });
  await rm(dataFolder, { recursive: true, force: true });
  console.log(`Removed ${path.relative(process.cwd(), dataFolder)}; beginning afresh.`);
}

/** Ctrl-C, SIGTERM, or the end of the process that started us: drain once, then leave. */
function stopOnSignals(closes: (() => Promise<unknown>)[]): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    console.log('\nStopping: finishing what is under way ...');
    setTimeout(() => process.exit(1), stopMsMax).unref();
    for (const close of closes.splice(0).reverse()) await close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.once('disconnect', stop);
}

function printTable({
  ports,
  seconds,
  demo,
  dataFolder,
}: {
  ports: PlatformPorts;
  seconds: number;
  demo: boolean;
  dataFolder: string;
}): void {
  const at = (port: number, place = '') => `http://localhost:${port}${place}`;
  const rows = [
    ['The site', at(ports.frontend)],
    [
      'API',
      at(ports['api-gateway'], '/api'),
      'documentation:',
      at(ports['api-gateway'], '/api/docs'),
    ],
    ['Mailbox', at(ports.notification, '/mailbox')],
    [
      'Services',
      `auth ${ports.auth}, events ${ports.events}, booking ${ports.booking}, payment ${ports.payment}, ` +
        `search ${ports.search}, notification ${ports.notification}, inventory (gRPC) ${ports.inventory}`,
    ],
    ['Test card', '4242 4242 4242 4242, any future date, any CVC'],
    ['Data', path.relative(process.cwd(), dataFolder) || dataFolder],
  ];
  const people = demo
    ? demoAccounts.map(({ email, role }) => [`  ${role}`, `${email}  /  ${demoPassword}`])
    : [];
  const lines = [...rows, ...(demo ? [['Demo accounts', '(e-mail / password)']] : []), ...people];
  const table = lines.map(([name = '', ...rest]) => `  ${name.padEnd(14)} ${rest.join(' ')}`);
  const heading = `Ticketing Pro is ready after ${seconds.toFixed(1)} s. Ctrl-C stops it.`;
  console.log(`\n${heading}\n\n${table.join('\n')}\n`);
}

try {
  await start();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
