import { type Logger, openSqlEngine, type SqlEngineConfig } from '@ticketing/service-kit';
import {
  createStripeSimulator,
  type StripeSimulator,
  stripeSimulatorMigrations,
} from '@ticketing/stripe-simulator';
import type { StripeSettings } from './stripe.ts';

/** The keys of the local payment server; they open nothing but that. */
export const localKeys = {
  secretKey: 'sk_test_local_development',
  publishableKey: 'pk_test_local_development',
  webhookSecret: 'whsec_local_development',
} as const;

export interface LocalPaymentServer {
  readonly settings: StripeSettings;
  /** How browsers reach it. */
  readonly publicUrl: string;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface LocalPaymentServerOptions {
  readonly config: SqlEngineConfig;
  readonly port: number;
  /** Our own webhook endpoint; answers its status. */
  readonly receiveWebhook: (body: string, signature: string) => Promise<number>;
  /** Pages that hold the card form. */
  readonly allowedOrigins: readonly string[];
  readonly logger: Logger;
}

/** What stands in for Stripe without STRIPE_SECRET_KEY: it speaks Stripe's API on its own port. */
export async function openLocalPaymentServer(
  options: LocalPaymentServerOptions,
): Promise<LocalPaymentServer> {
  const database = await openSqlEngine(options.config, {
    schema: 'stripe_simulator',
    migrations: stripeSimulatorMigrations,
  });
  const publicUrl = `http://localhost:${options.port}`;
  const simulator: StripeSimulator = await createStripeSimulator({
    ...localKeys,
    database,
    webhookUrl: null,
    webhookHandler: options.receiveWebhook,
    webhookEvents: [
      'payment_intent.amount_capturable_updated',
      'payment_intent.payment_failed',
      'payment_intent.canceled',
    ],
    publicUrl,
    allowedOrigins: [...options.allowedOrigins],
    listen: { port: options.port, host: '127.0.0.1' },
    log: options.logger,
  });
  return {
    settings: { ...localKeys, apiBaseUrl: `http://127.0.0.1:${options.port}` },
    publicUrl,
    start: () => simulator.start(),
    async close() {
      await simulator.close();
      await database.close();
    },
  };
}
