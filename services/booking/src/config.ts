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
import { paySecondsDefault } from './domain/limits.ts';

const BookingConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  PORT: portVariable(8003),
  KAFKA_PRODUCER_TOPIC: Type.String({ minLength: 1, default: 'booking-events' }),
  INVENTORY_GRPC_HOST: Type.String({ default: 'localhost' }),
  INVENTORY_GRPC_PORT: portVariable(50051),
  EVENTS_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8002' }),
  /** The table of bookings; unset: PostgreSQL keeps them. */
  DYNAMODB_TABLE_NAME: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{3,255}$' })),
  /** DynamoDB Local, or an endpoint of a private network; unset: the region's. */
  DYNAMODB_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://' })),
  AWS_REGION: Type.String({ default: 'us-east-1' }),
  /** Seconds a customer has to pay. */
  BOOKING_PAY_SECONDS: Type.Integer({ minimum: 30, maximum: 3000, default: paySecondsDefault }),
});
export type BookingConfig = Static<typeof BookingConfig>;

/** Throws a ConfigError that names every fault. */
export function loadBookingConfig(
  env: Environment,
  options: LoadConfigOptions = {},
): BookingConfig {
  const config = loadConfig(BookingConfig, env, options);
  unsafeInProduction(config, commonUnsafeSettings);
  return config;
}
