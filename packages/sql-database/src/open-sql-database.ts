import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { connectionSettings } from './connection-settings.ts';
import * as limits from './limits.ts';
import { createNotificationListener } from './notification-listener.ts';
import type { SqlDatabase } from './port.ts';
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
}

/**
 * Opens one service's database. Connects when first used, so it does not fail when the server is
 * away; `ping` tells. Throws an Error at once for an address or a schema that cannot be right.
 */
export function openSqlDatabase(options: SqlDatabaseOptions): SqlDatabase {
  const settings = connectionSettings(options);
  const pool = openPool(settings, options.poolSize ?? limits.POOL_SIZE_DEFAULT);
  const names = createStatementNames();
  const listener = createNotificationListener(settings);
  let closing: Promise<void> | undefined;

  return {
    schema: options.schema,
    query: (text, parameters) => runOnPool({ pool, names }, text, parameters),
    kysely: <Tables>() => new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    transaction: (work) => transactWithRetries({ pool, names }, work),
    listen: (channel, onNotify) => listener.listen(channel, onNotify),
    ping: () => ping(pool),
    close: () => {
      closing ??= Promise.all([listener.close(), pool.end()]).then(() => undefined);
      return closing;
    },
  };
}

function openPool(settings: pg.ClientConfig, size: number): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    max: size,
    idleTimeoutMillis: limits.IDLE_CONNECTION_MILLISECONDS_MAX,
    query_timeout: limits.ANSWER_MILLISECONDS_MAX,
    statement_timeout: limits.STATEMENT_MILLISECONDS_MAX,
    idle_in_transaction_session_timeout: limits.IDLE_TRANSACTION_MILLISECONDS_MAX,
  });
  // A connection that dies while nobody waits for it has no caller to tell: the pool drops it, and
  // the next statement connects anew. Without listeners these events would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function ping(pool: pg.Pool): Promise<void> {
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
    await Promise.race([client.query('SELECT 1'), late]);
    client.release();
  } catch (error) {
    if (client) client.release(true);
    else connecting.then((tooLate) => tooLate.release(true)).catch(() => {});
    throw error;
  }
}
