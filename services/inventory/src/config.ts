import { ports } from '@ticketing/contracts';
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

const { PORT: _, ...common } = commonConfig;

const InventoryConfig = Type.Object({
  ...common,
  ...eventBusConfig,
  /** gRPC. */
  GRPC_PORT: portVariable(ports.inventory),
  /** HTTP: metrics and health. */
  METRICS_PORT: portVariable(ports.inventoryHttp),
  EVENTS_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8002' }),
});
export type InventoryConfig = Static<typeof InventoryConfig>;

/** Throws a ConfigError that names every fault. */
export function loadInventoryConfig(
  env: Environment,
  options: LoadConfigOptions = {},
): InventoryConfig {
  const config = loadConfig(InventoryConfig, env, options);
  unsafeInProduction(config, commonUnsafeSettings);
  return config;
}
