import {
  commonConfig,
  commonUnsafeSettings,
  type Environment,
  eventBusConfig,
  type LoadConfigOptions,
  loadConfig,
  portVariable,
  unsafeInProduction,
} from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';

const SearchConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  PORT: portVariable(8005),
  EVENTS_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8002' }),
  /** Unset: the embedded index. */
  OPENSEARCH_HOST: Type.Optional(Type.String()),
  OPENSEARCH_PORT: Type.Integer({ minimum: 1, maximum: 65_535, default: 9200 }),
  OPENSEARCH_USE_SSL: Type.Boolean({ default: false }),
  OPENSEARCH_USERNAME: Type.Optional(Type.String()),
  OPENSEARCH_PASSWORD: Type.Optional(Type.String()),
  AWS_REGION: Type.String({ default: 'us-east-1' }),
});
export type SearchConfig = Static<typeof SearchConfig>;

/** Throws a ConfigError that names every fault. */
export function loadSearchConfig(env: Environment, options: LoadConfigOptions = {}): SearchConfig {
  const config = loadConfig(SearchConfig, env, options);
  unsafeInProduction(config, commonUnsafeSettings);
  return config;
}
