import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { connectionSettings } from './connection-settings.ts';
import * as limits from './limits.ts';
import { createNotificationListener } from './notification-listener.ts';
import type { SqlClient, SqlDatabase, SqlParameter } from './port.ts';

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

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';

/**
 * Opens one service's database. Connects when first used, so it does not fail when the server is
 * away; `ping` tells. Throws an Error at once for an address or a schema that cannot be right.
 */
export function openSqlDatabase(options: SqlDatabaseOptions): SqlDatabase {
  const settings = connectionSettings(options);
  const pool = openPool(settings, options.poolSize ?? limits.POOL_SIZE_DEFAULT);
  const listener = createNotificationListener(settings);
  let closing: Promise<void> | undefined;

  return {
    schema: options.schema,
    query: (text, parameters) => withClient(pool, (client) => run(client, text, parameters)),
    kysely: <Tables>() => new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    transaction: (work) => transactWithRetries(pool, work),
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
    statement_timeout: limits.STATEMENT_MILLISECONDS_MAX,
    idle_in_transaction_session_timeout: limits.IDLE_TRANSACTION_MILLISECONDS_MAX,
  });
  // A connection that dies while nobody waits for it has no caller to tell: the pool drops it, and
  // the next statement connects anew. Without listeners these events would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function withClient<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    // A refused statement leaves its connection usable; anything else may have broken it.
    client.release(!isRefusedStatement(error));
    throw error;
  }
}

function isRefusedStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}

async function run<Row>(
  client: pg.ClientBase,
  text: string,
  parameters: readonly SqlParameter[] | undefined,
): Promise<Row[]> {
  const values = parameters === undefined ? undefined : [...parameters];
  const result = await client.query({ text, ...(values && { values }) });
  return result.rows as Row[];
}

async function transactWithRetries<Result>(
  pool: pg.Pool,
  work: (client: SqlClient) => Promise<Result>,
): Promise<Result> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await transact(pool, work);
    } catch (error) {
      if (!isWorthRetrying(error) || retries === limits.TRANSACTION_RETRIES_MAX) throw error;
      // Two that collided must not collide again in step.
      const wait = limits.TRANSACTION_RETRY_MILLISECONDS_BASE * 2 ** retries * (1 + Math.random());
      await delay(wait);
    }
  }
}

function isWorthRetrying(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  return error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK_DETECTED;
}

async function transact<Result>(
  pool: pg.Pool,
  work: (client: SqlClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const inside = openTransactionClient(client);
  try {
    await client.query('BEGIN');
    const result = await work(inside.client);
    await inside.end();
    const outcome = await client.query('COMMIT');
    if (outcome.command !== 'COMMIT') {
      // PostgreSQL answers COMMIT with ROLLBACK when a statement failed and `work` hid it.
      throw new Error('The transaction was rolled back: a statement in it failed unnoticed.');
    }
    client.release();
    return result;
  } catch (error) {
    await inside.end();
    const rolledBack = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    client.release(!rolledBack);
    throw error;
  }
}

/** Statements of one transaction run one after another, and none after its end. */
function openTransactionClient(client: pg.ClientBase) {
  let ended = false;
  let last: Promise<unknown> = Promise.resolve();
  const query = async <Row>(text: string, parameters?: readonly SqlParameter[]): Promise<Row[]> => {
    if (ended) throw new Error('The transaction has ended; this statement came too late.');
    const mine = last.then(() => run<Row>(client, text, parameters));
    last = mine.catch(() => {});
    return mine;
  };
  const end = async () => {
    ended = true;
    await last;
  };
  return { client: { query }, end };
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
