import { readFileSync } from 'node:fs';
import {
  ConfigError,
  commonConfig,
  commonUnsafeSettings,
  type Environment,
  eventBusConfig,
  type LoadConfigOptions,
  loadConfig,
  portVariable,
  type UnsafeSetting,
  unsafeInProduction,
} from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';
import type { OpenSearchAuth, OpenSearchServer } from './engines/opensearch-client.ts';

const SearchConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  PORT: portVariable(8005),
  EVENTS_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8002' }),
  /** Unset: the embedded index. */
  OPENSEARCH_HOST: Type.Optional(Type.String()),
  OPENSEARCH_PORT: Type.Integer({ minimum: 1, maximum: 65_535, default: 9200 }),
  OPENSEARCH_USE_SSL: Type.Boolean({ default: false }),
  /** PEM; unset: the authorities that Node knows. */
  OPENSEARCH_CA_FILE: Type.Optional(Type.String()),
  /** Unset: basic where there is a user name, else none. */
  OPENSEARCH_AUTH: Type.Optional(Type.Enum(['none', 'basic', 'aws'])),
  OPENSEARCH_USERNAME: Type.Optional(Type.String()),
  OPENSEARCH_PASSWORD: Type.Optional(Type.String()),
  AWS_REGION: Type.String({ default: 'us-east-1' }),
});
export type SearchConfig = Static<typeof SearchConfig>;

const authKindOf = ({ OPENSEARCH_AUTH: kind, OPENSEARCH_USERNAME: username }: SearchConfig) =>
  kind ?? (username === undefined ? 'none' : 'basic');

const unsafeSettings: readonly UnsafeSetting<SearchConfig>[] = [
  ...commonUnsafeSettings,
  {
    variable: 'OPENSEARCH_USE_SSL',
    isUnsafe: (config) =>
      config.OPENSEARCH_HOST !== undefined &&
      !config.OPENSEARCH_USE_SSL &&
      authKindOf(config) !== 'none',
    howToFix: 'set it to true, or the password and what is signed cross the network in clear',
  },
];

/** Throws a ConfigError that names every fault. */
export function loadSearchConfig(env: Environment, options: LoadConfigOptions = {}): SearchConfig {
  const config = loadConfig(SearchConfig, env, options);
  unsafeInProduction(config, unsafeSettings);
  return config;
}

/**
 * The OpenSearch of the settings; undefined: the embedded index. Throws a ConfigError that names every
 * setting which is missing, has no effect or cannot be read.
 */
export function openSearchServerOf(config: SearchConfig): OpenSearchServer | undefined {
  const { OPENSEARCH_HOST: host, OPENSEARCH_PORT: port, OPENSEARCH_CA_FILE: caFile } = config;
  if (host === undefined) return undefined;
  const isTls = config.OPENSEARCH_USE_SSL;
  const faults: string[] = [];
  if (caFile !== undefined && !isTls) {
    faults.push('OPENSEARCH_CA_FILE has no effect without OPENSEARCH_USE_SSL=true');
  }
  const auth = readAuth(config, faults);
  const ca = caFile === undefined ? undefined : readAuthority(caFile, faults);
  if (faults.length > 0) {
    throw new ConfigError('The settings for OpenSearch have mistakes:', faults);
  }
  return {
    url: `${isTls ? 'https' : 'http'}://${host}:${port}`,
    ...(auth !== undefined && { auth }),
    ...(ca !== undefined && { ca }),
  };
}

function readAuth(config: SearchConfig, faults: string[]): OpenSearchAuth | undefined {
  const { OPENSEARCH_USERNAME: username, OPENSEARCH_PASSWORD: password } = config;
  const kind = authKindOf(config);
  const given = Object.entries({
    OPENSEARCH_USERNAME: username,
    OPENSEARCH_PASSWORD: password,
  });
  for (const [name, value] of given) {
    if (kind === 'basic' && value === undefined) {
      faults.push(`${name} is missing: OpenSearch is to ask for a user`);
    } else if (kind !== 'basic' && value !== undefined) {
      faults.push(`${name} has no effect with OPENSEARCH_AUTH=${kind}`);
    }
  }
  if (kind === 'aws') return { kind, region: config.AWS_REGION };
  if (kind === 'none' || username === undefined || password === undefined) return undefined;
  return { kind, username, password };
}

function readAuthority(file: string, faults: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    faults.push(`OPENSEARCH_CA_FILE: ${file} cannot be read`);
    return undefined;
  }
}
