import type { Clock, NewId } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';

/** What operations that change the catalogue need. */
export interface CatalogueDependencies {
  readonly database: SqlDatabase;
  readonly cache: CatalogueCache;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
}
