import pg from 'pg';
import type { SqlParameter } from './port.ts';
import type { StatementNames } from './statement-names.ts';

export interface Connections {
  pool: pg.Pool;
  names: StatementNames;
}

/** PostgreSQL's code for what it does not support, such as a kept plan with other columns. */
const FEATURE_NOT_SUPPORTED = '0A000';

/** Runs one statement on a free connection. Throws the driver's error, with PostgreSQL's code. */
export async function runOnPool<Row>(
  { pool, names }: Connections,
  text: string,
  parameters?: readonly SqlParameter[],
): Promise<Row[]> {
  const client = await pool.connect();
  let lastError: unknown;
  try {
    return await runStatement<Row>({ client, names }, text, parameters).catch((error: unknown) => {
      // It failed before it did anything, and it is not prepared a second time.
      if (isStalePlan(error)) return runStatement<Row>({ client, names }, text, parameters);
      throw error;
    });
  } catch (error) {
    lastError = error;
    throw error;
  } finally {
    // A refused statement leaves its connection usable; anything else may have broken it.
    client.release(lastError !== undefined && !isRefusedStatement(lastError));
  }
}

/** Runs one statement on the connection, prepared when it runs often. */
export async function runStatement<Row>(
  { client, names }: { client: pg.ClientBase; names: StatementNames },
  text: string,
  parameters: readonly SqlParameter[] = [],
): Promise<Row[]> {
  if (parameters.length === 0) return (await client.query(text)).rows as Row[];
  const name = names.nameFor(text);
  try {
    const statement = { text, values: [...parameters], ...(name !== undefined && { name }) };
    return (await client.query(statement)).rows as Row[];
  } catch (error) {
    if (isStalePlan(error)) names.forbid(text);
    throw error;
  }
}

/** Whether a table changed so that a prepared statement's columns are no longer what they were. */
export function isStalePlan(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code !== FEATURE_NOT_SUPPORTED) return false;
  return error.routine === 'RevalidateCachedQuery';
}

function isRefusedStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}
