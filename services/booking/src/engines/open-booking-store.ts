import type { EventBus } from '@ticketing/event-bus';
import {
  type Logger,
  newId,
  openSqlEngine,
  startOutboxRelay,
  systemClock,
} from '@ticketing/service-kit';
import type { BookingConfig } from '../config.ts';
import type { BookingStore } from '../storage/booking-store.ts';
import { createPostgresBookingStore } from './postgres.ts';

const bookingMigrations = new URL('../../migrations/', import.meta.url);

export interface OpenBookingStore {
  readonly store: BookingStore;
  /** Publishes what was saved with the bookings, until closed. */
  startRelay(to: { readonly eventBus: EventBus; readonly topic: string; readonly log: Logger }): {
    close(): Promise<void>;
  };
  close(): Promise<void>;
}

/**
 * The store that the settings name, with its tables made. The table of DynamoDB is made when `migrate`
 * is asked for; at a start only on DynamoDB Local, which DYNAMODB_ENDPOINT is outside production.
 */
export async function openBookingStore(
  config: BookingConfig,
  { migrate = false } = {},
): Promise<OpenBookingStore> {
  const table = config.DYNAMODB_TABLE_NAME;
  if (table !== undefined) return openInDynamo(config, { table, migrate });
  const database = await openSqlEngine(config, {
    schema: 'booking',
    migrations: bookingMigrations,
  });
  return {
    store: createPostgresBookingStore(database),
    startRelay: (to) => startOutboxRelay({ database, ...to }),
    close: () => database.close(),
  };
}

async function openInDynamo(
  config: BookingConfig,
  { table, migrate }: { table: string; migrate: boolean },
): Promise<OpenBookingStore> {
  // Loaded only when chosen: the SDK is large.
  const engine = await import('./dynamodb.ts');
  const local = config.DYNAMODB_ENDPOINT !== undefined && config.NODE_ENV !== 'production';
  const dynamo = engine.openDynamo({
    region: config.AWS_REGION,
    endpoint: config.DYNAMODB_ENDPOINT,
    local,
  });
  if (migrate || local) await engine.ensureBookingsTable(dynamo, table);
  const store = engine.createDynamoBookingStore(dynamo, table);
  return {
    store,
    startRelay: (to) =>
      engine.startDynamoOutboxRelay({ outbox: store.outbox, ...to, clock: systemClock, newId }),
    close: async () => dynamo.destroy(),
  };
}
