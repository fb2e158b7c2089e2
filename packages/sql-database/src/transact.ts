import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import * as limits from './limits.ts';
import type { SqlClient, SqlParameter } from './port.ts';
import { type Connections, isStalePlan, runStatement } from './run-statement.ts';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';

type Work<Result> = (client: SqlClient) => Promise<Result>;

/**
 * Runs `work` in one transaction, and anew when PostgreSQL ended it for the sake of another one.
 * Throws what `work` threw, or the driver's error.
 */
export async function transactWithRetries<Result>(
  connections: Connections,
  work: Work<Result>,
): Promise<Result> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await transact(connections, work);
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
  if (isStalePlan(error)) return true;
  return error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK_DETECTED;
}

async function transact<Result>(connections: Connections, work: Work<Result>): Promise<Result> {
  const client = await connections.pool.connect();
  const inside = openTransactionClient(client, connections);
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
    client.release(!(await rollBack(client)));
    throw error;
  }
}

/** False when the connection is of no more use; ending it rolls back as well. */
async function rollBack(client: pg.ClientBase): Promise<boolean> {
  const statement = { text: 'ROLLBACK', query_timeout: limits.ROLLBACK_MILLISECONDS_MAX };
  return client.query(statement).then(
    () => true,
    () => false,
  );
}

/** Statements of one transaction run one after another, and none after its end. */
function openTransactionClient(client: pg.ClientBase, { names }: Connections) {
  let ended = false;
  let last: Promise<unknown> = Promise.resolve();
  const query = async <Row>(text: string, parameters?: readonly SqlParameter[]): Promise<Row[]> => {
    if (ended) throw new Error('The transaction has ended; this statement came too late.');
    const mine = last.then(() => runStatement<Row>({ client, names }, text, parameters));
    last = mine.catch(() => {});
    return mine;
  };
  const end = async () => {
    ended = true;
    await last;
  };
  return { client: { query }, end };
}
