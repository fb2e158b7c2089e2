import type { IdempotencyStore } from '@ticketing/service-kit';
import type { CatalogueDependencies } from '../operations/dependencies.ts';
import type { EncodedJson } from '../storage/encoded-json.ts';
import type { Lru } from '../storage/lru.ts';

/** What the endpoints need. */
export interface RoutesDependencies extends CatalogueDependencies {
  /** Seat plans ready to send. */
  readonly plans: Lru<EncodedJson>;
  readonly idempotency: IdempotencyStore;
}
