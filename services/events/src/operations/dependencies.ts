import type { Clock, NewId } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';
import type { Scope } from '../storage/venues.ts';
import type { CatalogueMetrics } from './catalogue-metrics.ts';

/** What operations that change the catalogue need. */
export interface CatalogueDependencies {
  readonly database: SqlDatabase;
  readonly cache: CatalogueCache;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
  readonly metrics: CatalogueMetrics;
}

/**
 * A command of an organizer's staff: it reaches what is in the scope, the rest does not exist for
 * it.
 */
export type Scoped<Command> = Readonly<Command> & {
  readonly scope: Scope;
  readonly requestId?: string | undefined;
};
