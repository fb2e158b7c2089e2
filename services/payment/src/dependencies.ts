import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId, ServiceCaller, TokenVerifier } from '@ticketing/service-kit';
import type { PaymentProvider } from './engines/payment-provider.ts';
import type { PaymentConfigReply } from './operations/payment-config.ts';
import type { PaymentMetrics } from './operations/payment-metrics.ts';
import type { PaymentStore } from './storage/payment-store.ts';

export interface PaymentDependencies {
  readonly store: PaymentStore;
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
