import type { BusEvent, InventoryLayout } from '@ticketing/contracts';
import {
  type BusMessage,
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '@ticketing/event-bus';
import { createInventoryClient, type InventoryClient } from '@ticketing/inventory-client';
import {
  ApiError,
  type Clock,
  type Logger,
  newId,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { quietLogger, testSecrets, testTokens } from '@ticketing/testing';
import { condenseJournal } from '../../src/operations/condense-journal.ts';
import {
  createInventoryService,
  type InventoryService,
  inventoryMigrations,
  inventorySchema,
} from '../../src/service.ts';
import { createPostgresSeatStore } from '../../src/storage/postgres-seat-store.ts';
import { inventoryLayout, type LayoutOptions, type SectionShape } from './layouts.ts';

/** A migrated database, the bus on it, and the performances that the events service would know. */
export interface TestGround {
  readonly url: string;
  readonly database: SqlDatabase;
  readonly eventBus: EventBus;
  /** Everything that the inventory topic carried so far. */
  readonly messages: BusMessage[];
  readonly layouts: Map<string, InventoryLayout>;
  /** How often layouts were asked for. */
  readonly layoutCalls: string[];
  /** Makes a performance known to events; returns its id. */
  addPerformance(sections: readonly SectionShape[], options?: Partial<LayoutOptions>): string;
  publish(event: BusEvent, key: string, data: unknown): Promise<void>;
  close(): Promise<void>;
}

export async function openTestGround(): Promise<TestGround> {
  const testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  await migrate({ url, schema: inventorySchema, folder: inventoryMigrations });
  await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
  const database = openSqlDatabase({ url, schema: inventorySchema, applicationName: 'test' });
  const eventBus = await openPostgresEventBus({ database });
  const messages: BusMessage[] = [];
  await eventBus.subscribe({
    topic: 'inventory-events',
    group: 'test',
    onMessage: async (message) => void messages.push(message),
  });
  const layouts = new Map<string, InventoryLayout>();
  return {
    url,
    database,
    eventBus,
    messages,
    layouts,
    layoutCalls: [],
    addPerformance(sections, options = {}) {
      const performanceId = newId('performance');
      const usual = { blockedSeats: [], ticketsPerCustomerMax: 4 };
      layouts.set(
        performanceId,
        inventoryLayout(performanceId, sections, { ...usual, ...options }),
      );
      return performanceId;
    },
    publish: (event, key, data) =>
      eventBus.publish(event.topic, [
        { id: newId('message'), key, type: event.type, time: new Date().toISOString(), data },
      ]),
    async close() {
      await eventBus.close();
      await database.close();
      await testDatabase.close();
    },
  };
}

export interface TestInventory {
  readonly service: InventoryService;
  readonly port: number;
  readonly client: InventoryClient;
  close(): Promise<void>;
}

/** An instance of the service on the ground, with a client of its own. */
export async function startInventory(
  ground: TestGround,
  options: {
    clock?: Clock;
    events?: ServiceCaller;
    logger?: Logger;
    database?: SqlDatabase;
    eventBus?: EventBus;
    port?: number;
  } = {},
): Promise<TestInventory> {
  const { clock = systemClock, logger = quietLogger(), events = eventsOf(ground) } = options;
  const own = openSqlDatabase({
    url: ground.url,
    schema: inventorySchema,
    applicationName: 'inventory',
  });
  const database = options.database ?? own;
  const service = createInventoryService({
    database,
    condense: condenseJournal(createPostgresSeatStore(database)),
    eventBus: options.eventBus ?? ground.eventBus,
    events,
    tokens: testTokens(),
    clock,
    newId,
    advertised: { host: '127.0.0.1' },
    logger,
  });
  await service.start();
  const port = await service.listenRpc('127.0.0.1', options.port ?? 0);
  const client = connect(port);
  return {
    service,
    port,
    client,
    async close() {
      await client.close();
      await service.close();
      await own.close();
    },
  };
}

export function connect(
  port: number,
  serviceToken: string = testSecrets.SERVICE_TOKEN,
): InventoryClient {
  return createInventoryClient({ host: '127.0.0.1', port, serviceToken, log: quietLogger() });
}

/** Stands for the events service, which knows the ground's layouts. */
export function eventsOf(ground: TestGround): ServiceCaller {
  return {
    async call(_endpoint, input) {
      const { performanceId = '' } = (input.params ?? {}) as Record<string, string>;
      ground.layoutCalls.push(performanceId);
      const layout = ground.layouts.get(performanceId);
      if (layout === undefined) throw new ApiError('performance_not_found');
      return layout as never;
    },
  };
}
