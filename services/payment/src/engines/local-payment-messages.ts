import type { LogLevel } from '@ticketing/service-kit';
import type { StripeSimulatorOptions } from '@ticketing/stripe-simulator';

/** What the thread of the local payment server is started with. */
export interface ThreadSettings {
  readonly databaseUrl: string;
  readonly service: string;
  readonly logLevel: LogLevel;
  readonly simulator: Pick<
    StripeSimulatorOptions,
    | 'secretKey'
    | 'publishableKey'
    | 'webhookSecret'
    | 'webhookEvents'
    | 'webhookEventsOfTransfers'
    | 'publicUrl'
    | 'allowedOrigins'
    | 'listen'
  >;
}

export type ToThread =
  | { readonly kind: 'start' }
  | { readonly kind: 'close' }
  /** What our endpoint answered to a webhook. */
  | { readonly kind: 'answered'; readonly id: number; readonly status: number };

export type FromThread =
  | { readonly kind: 'started' }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined }
  | {
      readonly kind: 'webhook';
      readonly id: number;
      readonly body: string;
      readonly signature: string;
    };
