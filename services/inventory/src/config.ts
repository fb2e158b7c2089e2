import { networkInterfaces } from 'node:os';
import { ports } from '@ticketing/contracts';
import {
  commonConfig,
  commonUnsafeSettings,
  type Environment,
  eventBusConfig,
  type LoadConfigOptions,
  listenAddress,
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
  /** Where other instances and callers reach this one's gRPC door. See `advertisedHost`. */
  INVENTORY_ADVERTISED_HOST: Type.Optional(Type.String({ minLength: 1 })),
  /** HTTP: metrics and health. */
  METRICS_PORT: portVariable(ports.inventoryHttp),
  /** Node reads it by itself, before this one is read: it must be in the environment of the process. */
  NODE_OPTIONS: Type.Optional(Type.String()),
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

/**
 * What callers are told when this instance leads: INVENTORY_ADVERTISED_HOST, else the address that it
 * listens on, else (it listens on every address) the first of this machine that others can reach.
 */
export function advertisedHost(config: InventoryConfig): string {
  if (config.INVENTORY_ADVERTISED_HOST !== undefined) return config.INVENTORY_ADVERTISED_HOST;
  const { host } = listenAddress({ ...config, PORT: config.GRPC_PORT });
  if (host !== '0.0.0.0' && host !== '::') return host;
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? host;
}
