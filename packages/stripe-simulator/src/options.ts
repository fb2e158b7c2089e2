import type { SqlDatabase } from '@ticketing/sql-database';
import type { PaymentEventType } from './domain/payment.ts';
import type { RandomBytes } from './ids.ts';

/** Where the simulator takes its time from; absent in the options for the system's. */
export interface Clock {
  now(): Date;
}

/** Where the simulator writes its log; pino's loggers fit. Never given card data or secrets. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Faults for tests of those who use the simulator. Each is asked anew every time.
 * - `failNext`: `refuse` answers 500 before anything is done; `lose_reply` does the work and then
 *   cuts the connection; `hang` does the work and never answers; null leaves the request alone.
 * - `dropWebhooks`: true loses this attempt to deliver, which is then retried as if refused.
 */
export interface Faults {
  failNext?(request: { method: string; path: string }): 'refuse' | 'lose_reply' | 'hang' | null;
  dropWebhooks?(): boolean;
}

export interface StripeSimulatorOptions {
  /** Its own schema, with `stripeSimulatorMigrations` applied. Not closed by the simulator. */
  readonly database: SqlDatabase;
  /** `sk_test_...` */
  readonly secretKey: string;
  /** `pk_test_...` */
  readonly publishableKey: string;
  /** Where events are posted; null for nowhere. */
  readonly webhookUrl: string | null;
  /**
   * Takes events in place of `webhookUrl`, for a receiver in the same process: posting costs more
   * than all the rest of an event. Gets the exact body and the value of `Stripe-Signature`, and
   * returns the answer's HTTP status.
   */
  readonly webhookHandler?: (body: string, signature: string) => Promise<number>;
  /** `whsec_...`, which signs them. */
  readonly webhookSecret: string;
  /** The events that the webhook wants, as an endpoint's `enabled_events`; absent for all. */
  readonly webhookEvents?: readonly PaymentEventType[];
  /** Further events that it wants of payments by bank transfer, which nobody else tells it of. */
  readonly webhookEventsOfTransfers?: readonly PaymentEventType[];
  /** How long after a first refused delivery the next follows; then it doubles. */
  readonly webhookRetryMillisecondsFirst?: number;
  /** How browsers reach it, `http://localhost:12111`; null for the address it listens on. */
  readonly publicUrl: string | null;
  /** Origins whose pages may call the browser's endpoints. */
  readonly allowedOrigins: readonly string[];
  /** Where `start` listens; absent when the caller listens with `app`. */
  readonly listen?: { readonly port: number; readonly host: string };
  readonly clock?: Clock;
  readonly randomBytes?: RandomBytes;
  readonly log: Log;
  readonly faults?: Faults;
}
