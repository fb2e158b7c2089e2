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

const PaymentConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  ...bookingTopicConfig,
  PORT: portVariable(8004),
  /** Unset: the local payment server stands in for Stripe. */
  STRIPE_SECRET_KEY: Type.Optional(Type.String({ pattern: '^(sk|rk)_(test|live)_' })),
  STRIPE_PUBLISHABLE_KEY: Type.Optional(Type.String({ pattern: '^pk_(test|live)_' })),
  STRIPE_WEBHOOK_SECRET: Type.Optional(Type.String({ pattern: '^whsec_' })),
  BOOKING_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8003' }),
  /** Port of the local payment server. */
  LOCAL_PAYMENT_PORT: portVariable(12111),
  /** A local payment server that runs apart, with the same keys; unset: one is opened in this process. */
  LOCAL_PAYMENT_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** Origins whose pages may call the local payment server. */
  CORS_ORIGINS: Type.Array(Type.String(), { default: ['http://localhost:3000'] }),
});
export type PaymentConfig = Static<typeof PaymentConfig>;

/** Throws a ConfigError that names every fault. */
export function loadPaymentConfig(
  env: Environment,
  options: LoadConfigOptions = {},
): PaymentConfig {
  const config = loadConfig(PaymentConfig, env, options);
  unsafeInProduction(config, [
    ...commonUnsafeSettings,
    {
      variable: 'STRIPE_SECRET_KEY',
      isUnsafe: ({ STRIPE_SECRET_KEY: key }: PaymentConfig) => key === undefined,
      howToFix: 'set your Stripe secret key: the local payment server takes no real money',
    },
    {
      variable: 'STRIPE_WEBHOOK_SECRET',
      isUnsafe: ({ STRIPE_WEBHOOK_SECRET: secret }: PaymentConfig) => secret === undefined,
      howToFix: 'set the signing secret of your webhook endpoint (whsec_...)',
    },
  ]);
  return config;
}
