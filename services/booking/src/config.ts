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
import {
  auditGraceSecondsDefault,
  auditRoundSecondsDefault,
  auditWorkPercentDefault,
  paySecondsDefault,
} from './domain/limits.ts';

const BookingConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  PORT: portVariable(8003),
  ...bookingTopicConfig,
  INVENTORY_GRPC_HOST: Type.String({ default: 'localhost' }),
  INVENTORY_GRPC_PORT: portVariable(50051),
  EVENTS_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8002' }),
  /** Asked by the audit alone. */
  PAYMENT_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8004' }),
  /** The table of bookings; unset: PostgreSQL keeps them. */
  DYNAMODB_TABLE_NAME: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.-]{3,255}$' })),
  /** A local engine, or an endpoint of a private network; unset: the region's. */
  DYNAMODB_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://' })),
  AWS_REGION: Type.String({ default: 'us-east-1' }),
  /** Seconds a customer has to pay. */
  BOOKING_PAY_SECONDS: Type.Integer({ minimum: 30, maximum: 3000, default: paySecondsDefault }),
  /** Seconds from the beginning of one audit of all sales to the next. */
  AUDIT_ROUND_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    default: auditRoundSecondsDefault,
  }),
  /** Seconds after which what an audit saw must still stand. */
  AUDIT_GRACE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 3600,
    default: auditGraceSecondsDefault,
  }),
  /** Of the time, how much an audit works. */
  AUDIT_WORK_PERCENT: Type.Integer({ minimum: 1, maximum: 100, default: auditWorkPercentDefault }),
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
