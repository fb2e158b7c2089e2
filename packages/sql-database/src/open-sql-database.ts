import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { AnsweringClient } from './answering-client.ts';
import { connectionSettings } from './connection-settings.ts';
import * as limits from './limits.ts';
import { createNotificationListener } from './notification-listener.ts';
import type { PoolUse, SqlDatabase } from './port.ts';
import { runOnPool } from './run-statement.ts';
import { createStatementNames } from './statement-names.ts';
import { transactWithRetries } from './transact.ts';

export interface SqlDatabaseOptions {
  /** `postgresql://user:pass@host:5432/name`, or with `?host=/socket/folder` for a unix socket. */
  url: string;
  /** The schema that unqualified names resolve to. */
  schema: string;
  /** What `pg_stat_activity` shows. */
  applicationName: string;
  /** The most connections at a time, besides the one that listens. */
  poolSize?: number;
  /**
   * Whether statements find their rows by keys, as those of services do: PostgreSQL then goes through
   * indexes, whatever it believes of a table's size, and keeps its plans. Not for reports over whole tables.
   */
  findsByKey?: boolean;
}

/**
 * Opens one service's database. Connects when first used, so it does not fail when the server is
 * away; `ping` tells. Throws an Error at once for an address or a schema that cannot be right.
 */
export function openSqlDatabase(options: SqlDatabaseOptions): SqlDatabase {
  const settings = connectionSettings(options);
  const openMax = options.poolSize ?? limits.POOL_SIZE_DEFAULT;
  const pool = openPool(settings, openMax);
  const names = createStatementNames();
  const listener = createNotificationListener(settings);
  let closing: Promise<void> | undefined;

  return {
    schema: options.schema,
    query: (text, parameters) => runOnPool({ pool, names }, text, parameters),
    kysely: <Tables>() => new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    transaction: (work) => transactWithRetries({ pool, names }, work),
    listen: (channel, onNotify) => listener.listen(channel, onNotify),
    poolUse: () => readPoolUse(pool, openMax),
    ping: () => tryOn(pool, 'SELECT 1'),
    pingWrites: () => tryOn(pool, needSpace),
    close: () => {
      closing ??= Promise.all([listener.close(), pool.end()]).then(() => undefined);
      return closing;
    },
  };
}

/** The pool queues every statement for a moment; only behind busy connections does one wait. */
function readPoolUse(pool: pg.Pool, openMax: number): PoolUse {
  const { totalCount: open, idleCount: idle, waitingCount } = pool;
  return { openMax, open, idle, waiting: idle > 0 || open < openMax ? 0 : waitingCount };
}

function openPool(settings: pg.ClientConfig, size: number): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    Client: AnsweringClient,
    max: size,
    idleTimeoutMillis: limits.IDLE_CONNECTION_MILLISECONDS_MAX,
    statement_timeout: limits.STATEMENT_MILLISECONDS_MAX,
    idle_in_transaction_session_timeout: limits.IDLE_TRANSACTION_MILLISECONDS_MAX,
  });
  // A connection that dies while nobody waits for it has no caller to tell: the pool drops it, and
  // the next statement connects anew. Without listeners these events would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Changes nothing, but has too little memory for its rows, so that the server puts them on its disk,
 * some 300 KB. Both are one message, and so one transaction and one round trip.
 */
const needSpace = "SET LOCAL work_mem = '64kB'; SELECT count(*) FROM generate_series(1, 20000)";

async function tryOn(pool: pg.Pool, text: string): Promise<void> {
  const signal = AbortSignal.timeout(limits.PING_MILLISECONDS_MAX);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new Error(`PostgreSQL did not answer within ${limits.PING_MILLISECONDS_MAX} ms.`)),
    );
  });
  const connecting = pool.connect();
  let client: pg.PoolClient | undefined;
  try {
    client = await Promise.race([connecting, late]);
    await Promise.race([client.query(text), late]);
    client.release();
  } catch (error) {
    if (client) client.release(true);
    else connecting.then((tooLate) => tooLate.release(true)).catch(() => {});
    throw error;
  }
}
