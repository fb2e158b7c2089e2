import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId, TokenVerifier } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';

/** Everything that the events service is given from outside. */
export interface EventsDependencies {
  /** With this service's migrations applied. */
  readonly database: SqlDatabase;
  readonly eventBus: EventBus;
  readonly tokens: TokenVerifier;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly newId: NewId;
}
