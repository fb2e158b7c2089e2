/** The one file that chooses engines by variables. Adapters load only when they are chosen. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EventBus } from '@ticketing/event-bus';
import type { KeyValueStore } from '@ticketing/key-value-store';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { KafkaSecurityConfig } from './config/common-config.ts';
import { dataFolder } from './config/data-folder.ts';
import { readKafkaSecurity } from './config/kafka-security.ts';
import { ConfigError } from './config.ts';

export interface SqlEngineConfig {
  readonly NODE_ENV?: string;
  readonly DATABASE_URL?: string;
  readonly TICKETING_DATA_FOLDER?: string;
}
export interface EventBusConfig extends SqlEngineConfig, KafkaSecurityConfig {
  readonly KAFKA_BOOTSTRAP_SERVERS?: readonly string[];
}
export interface KeyValueConfig {
  readonly REDIS_URL?: string;
  readonly TICKETING_DATA_FOLDER?: string;
}

export interface SqlServer {
  readonly url: string;
  /** Leaves the server; an embedded one stops when nobody uses it any more. */
  close(): Promise<void>;
}

interface SharedServer {
  users: number;
  readonly started: Promise<{ url: string; stop(): Promise<void> }>;
}
/** The embedded servers that this process uses, by data folder. */
const embeddedServers = new Map<string, SharedServer>();

/**
 * The PostgreSQL of DATABASE_URL; without it the embedded one, which all services of this machine
 * share, in one process or apart. In production an embedded one must be asked for by
 * TICKETING_DATA_FOLDER: a forgotten variable must not put sales onto a container's disk.
 * Throws a ConfigError in that case.
 */
export async function openSqlServer(config: SqlEngineConfig): Promise<SqlServer> {
  if (config.DATABASE_URL !== undefined) return { url: config.DATABASE_URL, close: async () => {} };
  if (config.NODE_ENV === 'production' && config.TICKETING_DATA_FOLDER === undefined) {
    throw new ConfigError('NODE_ENV is production, and there is no database:', [
      'DATABASE_URL: set it to your PostgreSQL, or set TICKETING_DATA_FOLDER to a folder on a ' +
        'durable disk to use the embedded one',
    ]);
  }
  return shareEmbeddedServer(join(dataFolder(config.TICKETING_DATA_FOLDER), 'postgres'));
}

async function shareEmbeddedServer(folder: string): Promise<SqlServer> {
  const shared = embeddedServers.get(folder) ?? startEmbeddedServer(folder);
  shared.users += 1;
  let left = false;
  const close = async () => {
    if (left) return;
    left = true;
    shared.users -= 1;
    if (shared.users > 0) return;
    embeddedServers.delete(folder);
    await (await shared.started).stop();
  };
  try {
    return { url: (await shared.started).url, close };
  } catch (error) {
    embeddedServers.delete(folder);
    throw error;
  }
}

function startEmbeddedServer(folder: string): SharedServer {
  const started = import('@ticketing/sql-database').then(({ startEmbeddedPostgres }) =>
    startEmbeddedPostgres({ dataFolder: folder }),
  );
  const shared = { users: 0, started };
  embeddedServers.set(folder, shared);
  return shared;
}

export interface SqlEngineOptions {
  /** The service's own schema. */
  readonly schema: string;
  /** The folder of its migrations: `new URL('../migrations/', import.meta.url)`. */
  readonly migrations: URL;
  readonly log?: (message: string) => void;
  readonly poolSize?: number;
}

/** The service's database, migrated. Closing it leaves the embedded server too. */
export async function openSqlEngine(
  config: SqlEngineConfig,
  options: SqlEngineOptions,
): Promise<SqlDatabase> {
  const { schema, migrations, log, poolSize } = options;
  const server = await openSqlServer(config);
  try {
    const { migrate, openSqlDatabase } = await import('@ticketing/sql-database');
    await migrate({ url: server.url, schema, folder: migrations, ...(log && { log }) });
    const database = openSqlDatabase({
      url: server.url,
      schema,
      applicationName: schema,
      findsByKey: true,
      ...(poolSize !== undefined && { poolSize }),
    });
    return {
      ...database,
      async close() {
        await database.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/**
 * A service that cannot reach an engine at its start ends with a sentence, so that what supervises
 * it starts it again: it has promised nothing yet, and half a service would look like a whole one.
 */
function refuseStart(variables: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = `is the engine up, and are ${variables} right?`;
    throw new ConfigError('An engine that this service needs does not answer:', [
      `${reason}: ${advice}`,
    ]);
  };
}

/** Kafka by KAFKA_BOOTSTRAP_SERVERS, else the log table in PostgreSQL. `name` is the service's. */
export async function openEventBus(
  config: EventBusConfig,
  options: { readonly name: string; readonly log?: (message: string) => void },
): Promise<EventBus> {
  const brokers = config.KAFKA_BOOTSTRAP_SERVERS;
  if (brokers !== undefined && brokers.length > 0) {
    const security = readKafkaSecurity(config);
    const { openKafkaEventBus } = await import('@ticketing/event-bus/kafka');
    const opened = openKafkaEventBus({
      bootstrapServers: brokers,
      clientId: options.name,
      ...security,
    });
    return opened.catch(refuseStart('KAFKA_BOOTSTRAP_SERVERS and the KAFKA_ variables beside it'));
  }
  const { eventBusMigrations, eventBusSchema, openPostgresEventBus } = await import(
    '@ticketing/event-bus'
  );
  const database = await openSqlEngine(config, {
    schema: eventBusSchema,
    migrations: eventBusMigrations,
    ...(options.log && { log: options.log }),
  });
  try {
    const bus = await openPostgresEventBus({
      database,
      consumerName: `${options.name}-${process.pid}`,
    });
    return {
      ...bus,
      async close() {
        await bus.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Redis by REDIS_URL, else inside this process. With `keepRooms` the in-process one keeps waiting
 * rooms in a file of that name, which one process at a time may hold.
 */
export async function openKeyValueStore(
  config: KeyValueConfig,
  options: { readonly keepRooms?: string } = {},
): Promise<KeyValueStore> {
  if (config.REDIS_URL !== undefined) {
    const { openRedisKeyValueStore } = await import('@ticketing/key-value-store/redis');
    return openRedisKeyValueStore({ url: config.REDIS_URL }).catch(refuseStart('REDIS_URL'));
  }
  const { openInProcessKeyValueStore } = await import('@ticketing/key-value-store');
  if (options.keepRooms === undefined) return openInProcessKeyValueStore();
  const folder = dataFolder(config.TICKETING_DATA_FOLDER);
  const stateFile = join(folder, 'key-value', options.keepRooms);
  await mkdir(dirname(stateFile), { recursive: true });
  return openInProcessKeyValueStore({ stateFile });
}
