import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId, ServiceCaller, TokenVerifier } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { PaymentProvider } from './engines/stripe.ts';
import type { PaymentConfigReply } from './operations/payment-config.ts';
import type { PaymentMetrics } from './operations/payment-metrics.ts';

export interface PaymentDependencies {
  readonly database: SqlDatabase;
  readonly provider: PaymentProvider;
  /** How browsers reach the card form. */
  readonly publicConfig: PaymentConfigReply;
  /** The booking service. */
  readonly bookings: ServiceCaller;
  readonly eventBus: EventBus;
  readonly tokens: TokenVerifier;
  readonly metrics: PaymentMetrics;
  readonly newId: NewId;
  readonly clock: Clock;
  readonly logger: Logger;
}
