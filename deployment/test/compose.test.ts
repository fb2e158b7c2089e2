import { existsSync, readFileSync } from 'node:fs';
import { ports } from '@ticketing/contracts';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { type ComposeService, composeSchema, readCompose } from '../src/compose.ts';
import { images, services } from '../src/images.ts';
import { knownVariables, loaders, type PartName } from '../src/known-variables.ts';
import { at } from '../src/repository.ts';

const compose = readCompose();
const parts: readonly PartName[] = [...services, 'frontend'];
const engines = ['postgres', 'redis', 'kafka', 'dynamodb', 'opensearch', 'ses', 'stripe-mock'];
const find = (name: string): ComposeService => {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`there is no ${name}`);
  return service;
};
const published = (name: string) =>
  (find(name).ports ?? []).map((text) => text.split(':').map(String));

const validate = new Ajv({ strict: false, validateFormats: false }).compile(composeSchema());
const faultsOf = (document: unknown) => (validate(document) ? [] : (validate.errors ?? []));

test('the file fits the compose schema, which refuses unknown keys', () => {
  expect(faultsOf(compose)).toEqual([]);
  const auth = { ...find('auth'), enviroment: {} };
  expect(faultsOf({ ...compose, services: { auth } })).not.toEqual([]);
  expect(faultsOf({ services: { auth: { image: 5 } } })).not.toEqual([]);
});

test('all services and all engines are there, and every name that one of them uses exists', () => {
  for (const name of [...parts, ...engines]) expect(find(name).image, name).toBeDefined();
  for (const [name, service] of Object.entries(compose.services)) {
    for (const needed of Object.keys(service.depends_on ?? {})) find(needed);
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('./')) expect(existsSync(at(source)), `${name}: ${source}`).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
  }
});

test.for(parts)('%s gets variables that it knows, and accepts them', (part) => {
  const env = find(part).environment ?? {};
  const known = knownVariables(part);
  expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
  expect(() => loaders[part](env)).not.toThrow();
});

test('no secret of the file is one that production accepts', () => {
  for (const part of services) {
    const env = { ...find(part).environment, NODE_ENV: 'production' };
    expect(() => loaders[part](env), part).toThrow('JWT_SECRET_KEY');
  }
});

test('the guide’s ports are open, to this machine alone', () => {
  for (const [name, { ports: list = [] }] of Object.entries(compose.services)) {
    for (const port of list) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  }
  for (const part of parts) {
    const http = String(part === 'inventory' ? ports.inventoryHttp : ports[part]);
    expect(published(part)[0]).toEqual(['127.0.0.1', http, http]);
    const env = find(part).environment ?? {};
    expect(env.METRICS_PORT ?? env.PORT).toBe(http);
  }
  expect(published('inventory').flat()).toContain(String(ports.inventory));
  expect(published('payment').flat()).toContain(String(ports.stripeSimulator));
  const all = Object.keys(compose.services).flatMap((name) =>
    published(name).map(([, port]) => port),
  );
  expect(new Set(all).size).toBe(all.length);
});

/** Payment waits for booking, whose audit asks payment only some time after the start. */
const calledLater: ReadonlySet<string> = new Set(['booking -> payment']);

test('each part starts when what it needs works: engines healthy, migrations done', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      const endsByItself = needed.startsWith('migrate-') || needed === 'demo';
      if (name === 'grafana') continue;
      expect(condition, `${name} -> ${needed}`).toBe(
        endsByItself ? 'service_completed_successfully' : 'service_healthy',
      );
    }
  }
  for (const part of parts) {
    const env = Object.values(find(part).environment ?? {}).join(' ');
    const named = Object.keys(compose.services).filter((name) =>
      new RegExp(`(//|@|,|^| )${name}:\\d`).test(env),
    );
    const reached = reachable(part);
    for (const name of named) {
      const call = `${part} -> ${name}`;
      if (!calledLater.has(call)) expect(reached, call).toContain(name);
    }
    const migration = compose.services[`migrate-${part}`];
    if (migration === undefined) continue;
    expect(Object.keys(find(part).depends_on ?? {})).toContain(`migrate-${part}`);
    expect(migration.command).toEqual(['migrate']);
    expect(migration.image).toBe(find(part).image);
    expect(migration.environment).toEqual(find(part).environment);
  }
});

/** Everything that is up before this one. */
function reachable(name: string, seen = new Set<string>()): Set<string> {
  for (const needed of Object.keys(find(name).depends_on ?? {})) {
    if (seen.has(needed)) continue;
    seen.add(needed);
    reachable(needed, seen);
  }
  return seen;
}

test('whoever is waited for can be asked for its health', () => {
  const waitedFor = Object.values(compose.services)
    .flatMap(({ depends_on: needed = {} }) => Object.entries(needed))
    .filter(([, { condition }]) => condition === 'service_healthy');
  for (const [name] of waitedFor) {
    const { healthcheck, build } = find(name);
    const file = build === undefined ? undefined : (build.dockerfile ?? 'Dockerfile');
    const dockerfile =
      file === undefined ? '' : readFileSync(at(build?.context ?? '.', file), 'utf8');
    expect(healthcheck?.test !== undefined || dockerfile.includes('HEALTHCHECK'), name).toBe(true);
    expect(healthcheck?.disable, name).toBeUndefined();
  }
});

test('images of ours are built as the cluster’s are, and run with a read-only root file system', () => {
  for (const service of Object.values(compose.services)) {
    const [, name] = /^ticketing\/([a-z-]+):local$/.exec(service.image ?? '') ?? [];
    if (name === undefined) {
      expect(service.image).toMatch(/:v?\d+\.\d+[\w.-]*$/);
      continue;
    }
    const image = images.find((one) => one.image === name);
    if (image === undefined) {
      expect(service.build?.context).toBe(`deployment/engines/${name}`);
      continue;
    }
    expect(service.build?.args ?? {}).toEqual(image.args);
    expect(at(service.build?.dockerfile ?? 'Dockerfile')).toBe(image.dockerfile);
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
  }
});
