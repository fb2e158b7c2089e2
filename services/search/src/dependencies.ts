import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, ServiceCaller, TokenVerifier } from '@ticketing/service-kit';
import type { SearchIndex } from './domain/search-index.ts';

export interface SearchDependencies {
  readonly index: SearchIndex;
  /** The events service, for filling an empty index. */
  readonly events: ServiceCaller;
  readonly eventBus: EventBus;
  readonly tokens: TokenVerifier;
  readonly clock: Clock;
  readonly logger: Logger;
}
