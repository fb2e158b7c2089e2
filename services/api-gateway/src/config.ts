import {
  commonConfig,
  commonUnsafeSettings,
  type Environment,
  eventBusConfig,
  keyValueConfig,
  type LoadConfigOptions,
  loadConfig,
  portVariable,
  unsafeInProduction,
} from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';
import { limits } from './domain/limits.ts';

const Url = (fallback: string) => Type.String({ pattern: '^https?://[^/]+/?$', default: fallback });
const Count = (fallback: number) =>
  Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: fallback });

const GatewayConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  ...keyValueConfig,
  PORT: portVariable(8000),
  AUTH_SERVICE_URL: Url('http://localhost:8001'),
  EVENTS_SERVICE_URL: Url('http://localhost:8002'),
  BOOKING_SERVICE_URL: Url('http://localhost:8003'),
  PAYMENT_SERVICE_URL: Url('http://localhost:8004'),
  SEARCH_SERVICE_URL: Url('http://localhost:8005'),
  NOTIFICATION_SERVICE_URL: Url('http://localhost:8006'),
  CORS_ORIGINS: Type.Array(
    Type.String({ pattern: '^(\\*|https?://[^/\\s]+)$', description: 'http://localhost:3000' }),
    { default: ['http://localhost:3000'] },
  ),
  /** Whose X-Forwarded-For is believed: addresses, CIDR ranges, loopback, linklocal, uniquelocal. */
  TRUSTED_PROXIES: Type.Array(
    Type.String({ pattern: '^(loopback|linklocal|uniquelocal|[0-9a-fA-F.:]+(/[0-9]{1,3})?)$' }),
    { default: [] },
  ),
  /** Requests of one account; one address may make `addressFactor` times as many. */
  RATE_LIMIT_READ_PER_MINUTE: Count(limits.readsPerMinute),
  RATE_LIMIT_WRITE_PER_MINUTE: Count(limits.writesPerMinute),
  /** Attempts of one address to sign in, sign up or use a mailed link. */
  RATE_LIMIT_LOGIN_PER_MINUTE: Count(limits.loginsPerMinute),
  /** People let into one performance a minute. */
  ADMIT_PER_MINUTE: Count(limits.admitPerMinute),
  /** People who may choose seats of one performance at a time, when it is protected. */
  MAX_ACTIVE_SHOPPERS: Count(limits.activeShoppersMax),
  /** More shoppers than this, or more arrivals in ten seconds, protect a sale of mode auto. */
  PROTECT_ABOVE_SHOPPERS: Count(limits.protectAboveShoppers),
  PROTECT_ABOVE_ARRIVALS: Count(limits.protectAboveArrivals),
  /** How long an admission lasts without a heartbeat. */
  ADMISSION_SECONDS: Type.Integer({ minimum: 10, maximum: 3600, default: limits.admissionSeconds }),
  /** How long a free place is kept for whose turn it is. */
  NO_SHOW_SECONDS: Type.Integer({ minimum: 5, maximum: 600, default: limits.noShowSeconds }),
});
export type GatewayConfig = Static<typeof GatewayConfig>;

/** Throws a ConfigError that names every fault. */
export function loadApiGatewayConfig(
  env: Environment,
  options: LoadConfigOptions = {},
): GatewayConfig {
  const config = loadConfig(GatewayConfig, env, options);
  unsafeInProduction(config, [
    ...commonUnsafeSettings,
    {
      variable: 'CORS_ORIGINS',
      isUnsafe: ({ CORS_ORIGINS: origins }: GatewayConfig) => origins.includes('*'),
      howToFix: 'name the origins of your pages, such as https://tickets.example',
    },
  ]);
  return config;
}
