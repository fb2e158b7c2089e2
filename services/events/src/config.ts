import { ports } from '@ticketing/contracts';
import {
  bookingTopicConfig,
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

const EventsConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  ...bookingTopicConfig,
  PORT: portVariable(ports.events),
  /** Named by the guide for every service; this one speaks to nothing of AWS. */
  AWS_REGION: Type.String({ minLength: 1, default: 'us-east-1' }),
});
export type EventsConfig = Static<typeof EventsConfig>;

/** Reads the settings. Throws a ConfigError that names every fault. */
export function loadEventsConfig(env: Environment, options: LoadConfigOptions = {}): EventsConfig {
  const config = loadConfig(EventsConfig, env, options);
  unsafeInProduction(config, commonUnsafeSettings);
  return config;
}
