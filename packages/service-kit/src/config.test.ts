import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { afterAll, expect, test } from 'vitest';
import {
  type CommonConfig,
  ConfigError,
  commonConfig,
  commonUnsafeSettings,
  eventBusConfig,
  listenAddress,
  loadConfig,
  portVariable,
  unsafeInProduction,
} from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'service-kit-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function envFile(text: string): string {
  const path = join(folder, `${Math.random()}.env`);
  writeFileSync(path, text);
  return path;
}

const schema = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  PORT: portVariable(8003),
  HOLD_SECONDS: Type.Integer({ minimum: 30, maximum: 900, default: 420 }),
  STRIPE_SECRET_KEY: Type.String({ pattern: '^sk_' }),
  CORS_ORIGINS: Type.Array(Type.String(), { default: ['http://localhost:3000'] }),
});
const needed = { STRIPE_SECRET_KEY: 'sk_test_1' };

function faultsOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('texts become the types of the schema, the empty text and absence its defaults', () => {
  const config = loadConfig(schema, {
    ...needed,
    PORT: '0',
    HOLD_SECONDS: '',
    DD_TRACE_ENABLED: 'TRUE',
    CORS_ORIGINS: 'https://a.kr, https://b.kr,',
    KAFKA_BOOTSTRAP_SERVERS: 'k1:9092,k2:9092',
  });
  expect(config).toMatchObject({
    NODE_ENV: 'development',
    PORT: 0,
    HOLD_SECONDS: 420,
    DD_TRACE_ENABLED: true,
    CORS_ORIGINS: ['https://a.kr', 'https://b.kr'],
    KAFKA_BOOTSTRAP_SERVERS: ['k1:9092', 'k2:9092'],
  });
  expect(config.DATABASE_URL).toBeUndefined();
});

test('all faults are told at once, with what is expected and without any value', () => {
  const env = {
    PORT: '80a0',
    HOLD_SECONDS: '5',
    STRIPE_SECRET_KEY: 'pk_live_hunter2',
    DD_TRACE_ENABLED: 'maybe',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    LOG_LEVEL: 'loud',
  };
  const faults = faultsOf(() => loadConfig(schema, env));
  expect(faults).toHaveLength(6);
  const text = faults.join('\n');
  expect(text).toContain('PORT is not valid: expected an integer from 0 to 65535');
  expect(text).toContain('HOLD_SECONDS is not valid: expected an integer from 30 to 900');
  expect(text).toContain('LOG_LEVEL is not valid: expected one of trace, debug');
  expect(text).not.toMatch(/hunter2|80a0|loud/);
});

test('a variable without default that is missing is named', () => {
  expect(faultsOf(() => loadConfig(schema, {}))).toEqual([
    'STRIPE_SECRET_KEY is missing: set it to a text that fits ^sk_',
  ]);
});

test('the environment wins over the file, an empty variable of it does not', () => {
  const path = envFile('PORT=9001\nLOG_LEVEL="debug"\nHOLD_SECONDS=60 # short\n');
  const env = { ...needed, PORT: '9002', LOG_LEVEL: '' };
  const config = loadConfig(schema, env, { envFile: path });
  expect(config).toMatchObject({ PORT: 9002, LOG_LEVEL: 'debug', HOLD_SECONDS: 60 });
});

test('names in the file that nothing reads are faults, with the name that was meant', () => {
  const path = envFile('HOLD_SECOND=60\nDD_SERVCE=x\nAWS_PROFILE=dev\nWHATEVER=1\nMAILER=1\n');
  const faults = faultsOf(() =>
    loadConfig(schema, needed, { envFile: path, alsoKnown: ['MAILER'] }),
  );
  expect(faults.map((fault) => fault.replace(path, 'file'))).toEqual([
    'DD_SERVCE is not known: did you mean DD_SERVICE? (in file)',
    'HOLD_SECOND is not known: did you mean HOLD_SECONDS? (in file)',
    'WHATEVER is not known: remove it (in file)',
  ]);
});

test('a file that does not exist is no fault', () => {
  expect(loadConfig(schema, needed, { envFile: join(folder, 'none') }).PORT).toBe(8003);
});

test('in production unsafe settings refuse all at once, elsewhere they are fine', () => {
  const load = (env: Record<string, string>): CommonConfig =>
    loadConfig(schema, { ...needed, ...env });
  const check = (env: Record<string, string>) =>
    faultsOf(() => unsafeInProduction(load(env), commonUnsafeSettings));
  expect(check({})).toEqual([]);
  const names = (faults: readonly string[]) => faults.map((fault) => fault.split(':')[0]);
  const production = { NODE_ENV: 'production' };
  expect(names(check(production))).toEqual(['JWT_SECRET_KEY', 'SERVICE_TOKEN']);
  expect(
    names(check({ ...production, JWT_SECRET_KEY: 'short', SERVICE_TOKEN: 'x'.repeat(24) })),
  ).toEqual(['JWT_SECRET_KEY']);
  const secrets = { JWT_SECRET_KEY: 'x'.repeat(32), SERVICE_TOKEN: 'x'.repeat(24) };
  expect(check({ ...production, ...secrets })).toEqual([]);
});

test('a service is reachable from elsewhere only in production or when HOST says so', () => {
  const load = (env: Record<string, string>) =>
    listenAddress(loadConfig(schema, { ...needed, ...env }));
  expect(load({})).toEqual({ host: '127.0.0.1', port: 8003 });
  expect(load({ NODE_ENV: 'production' })).toEqual({ host: '0.0.0.0', port: 8003 });
  expect(load({ NODE_ENV: 'production', HOST: '10.0.0.4' }).host).toBe('10.0.0.4');
});
