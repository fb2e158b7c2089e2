import type { EventBus } from '@ticketing/event-bus';
import type { InventoryClient } from '@ticketing/inventory-client';
import type { Clock, Logger, NewId, ServiceCaller, TokenVerifier } from '@ticketing/service-kit';
import type { AuditSettings } from './operations/auditor.ts';
import type { BookingMetrics } from './operations/booking-metrics.ts';
import type { Catalogue } from './operations/catalogue.ts';
import type { BookingStore } from './storage/booking-store.ts';

export interface BookingDependencies {
  readonly store: BookingStore;
  readonly inventory: InventoryClient;
  /** The events service. */
  readonly events: ServiceCaller;
  /** Sale terms and seat plans, remembered for a while. */
  readonly catalogue: Catalogue;
  readonly eventBus: EventBus;
  readonly tokens: TokenVerifier;
  readonly metrics: BookingMetrics;
  /** Seconds a customer has to pay. */
  readonly paySeconds: number;
  readonly newId: NewId;
  /** 12 random bytes as base64url: what a ticket is called in its QR. */
  readonly newShortId: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the service takes besides for what it does by itself. */
export interface BookingServiceDependencies extends BookingDependencies {
  /** The payment service, which the audit asks. */
  readonly payments: ServiceCaller;
  readonly audit: AuditSettings;
}
