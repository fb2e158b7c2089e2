import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId, ServiceCaller, TokenVerifier } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { Condense } from './operations/condense-journal.ts';

/** What the service needs from outside. */
export interface InventoryDependencies {
  /** Its own schema, migrated. */
  readonly database: SqlDatabase;
  /** Makes snapshots of what that database keeps. */
  readonly condense: Condense;
  readonly eventBus: EventBus;
  /** For the layout of a performance that is opened for the first time. */
  readonly events: ServiceCaller;
  readonly tokens: TokenVerifier;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Where others reach the gRPC door: a host, and its port if that is known before it is open. */
  readonly advertised: { readonly host: string; readonly port?: number };
  readonly logger: Logger;
}
