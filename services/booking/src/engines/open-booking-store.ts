import type { EventBus } from '@ticketing/event-bus';
import {
  type Logger,
  measureDatabase,
  measureOutbox,
  newId,
  openSqlEngine,
  readSqlOutbox,
  startOutboxRelay,
  systemClock,
} from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { Registry } from 'prom-client';
import type { BookingConfig } from '../config.ts';
import type { BookingStore } from '../storage/booking-store.ts';
import { createPostgresBookingStore, deleteForgotten } from './postgres.ts';

const bookingMigrations = new URL('../../migrations/', import.meta.url);

export interface OpenBookingStore {
  readonly store: BookingStore;
  /** Publishes what was saved with the bookings, until closed. */
  startRelay(to: {
    readonly eventBus: Pick<EventBus, 'publish'>;
    readonly topic: string;
    readonly log: Logger;
  }): {
    close(): Promise<void>;
  };
  /** Adds what the engine is asked at a scrape: its outbox, its connections. */
  measure(registry: Registry): void;
  close(): Promise<void>;
}

/** What is forgotten is deleted this often; DynamoDB does it by itself. */
const deletePauseMs = 3_600_000;

/**
 * The store that the settings name, with its tables made. The table of DynamoDB is made when `migrate`
 * is asked for; at a start only on a local engine, which DYNAMODB_ENDPOINT is outside production.
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
    store: createPostgresBookingStore(database, systemClock),
    startRelay(to) {
      const relay = startOutboxRelay({ database, ...to });
      const deleting = keepDeleting(database, to.log);
      return {
        async close() {
          await Promise.all([relay.close(), deleting.close()]);
        },
      };
    },
    measure(registry) {
      measureDatabase(registry, database);
      measureOutbox(registry, () => readSqlOutbox(database));
    },
    close: () => database.close(),
  };
}

function keepDeleting(database: SqlDatabase, log: Logger): { close(): Promise<void> } {
  const stopping = new AbortController();
  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const deleted = await deleteForgotten(database, systemClock.now()).catch((error: unknown) => {
        log.error({ err: error }, 'forgotten bookings were not deleted');
        return 0;
      });
      if (deleted > 0) continue;
      await systemClock.sleep(deletePauseMs, stopping.signal).catch(() => undefined);
    }
  }
  const working = work();
  return {
    async close() {
      stopping.abort();
      await working;
    },
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
  const isProtected = config.NODE_ENV === 'production';
  if (migrate || local) await engine.ensureBookingsTable(dynamo, { table, isProtected });
  const store = engine.createDynamoBookingStore(dynamo, { table, clock: systemClock });
  return {
    store,
    startRelay: (to) =>
      engine.startDynamoOutboxRelay({ outbox: store.outbox, ...to, clock: systemClock, newId }),
    measure: (registry) => measureOutbox(registry, () => engine.readDynamoOutbox(dynamo, table)),
    close: async () => dynamo.destroy(),
  };
}
