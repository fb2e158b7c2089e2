import type { EventBus } from '@ticketing/event-bus';
import type { KeyValueStore } from '@ticketing/key-value-store';
import type { Clock, Logger, ServiceCaller, TokenVerifier } from '@ticketing/service-kit';
import type { TokenSigner } from './domain/signed-tokens.ts';
import type { GatewayMetrics } from './operations/gateway-metrics.ts';
import type { Rooms } from './operations/rooms.ts';
import type { SaleTermsMemory } from './operations/sale-terms.ts';
import type { Upstreams } from './upstream.ts';

export interface GatewaySettings {
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly readsPerMinute: number;
  readonly writesPerMinute: number;
  readonly loginsPerMinute: number;
  readonly admitPerMinute: number;
  readonly activeShoppersMax: number;
  readonly protectAboveShoppers: number;
  readonly protectAboveArrivals: number;
  readonly admissionSeconds: number;
  readonly noShowSeconds: number;
}

/** What the gateway is made of. */
export interface GatewayDependencies {
  readonly upstreams: Upstreams;
  /** The events service, for sale terms. */
  readonly events: ServiceCaller;
  readonly keyValueStore: KeyValueStore;
  readonly eventBus: EventBus;
  readonly tokens: TokenVerifier;
  readonly signer: TokenSigner;
  readonly settings: GatewaySettings;
  readonly metrics: GatewayMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the waiting room's operations use. */
export interface WaitingRoomDependencies
  extends Pick<
    GatewayDependencies,
    'keyValueStore' | 'signer' | 'settings' | 'metrics' | 'clock' | 'logger'
  > {
  readonly terms: SaleTermsMemory;
  readonly rooms: Rooms;
}
