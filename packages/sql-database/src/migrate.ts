import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { connectionSettings } from './connection-settings.ts';
import { MIGRATION_MILLISECONDS_MAX } from './limits.ts';
import { quoteIdentifier } from './quote-identifier.ts';

export interface MigrateOptions {
  url: string;
  /** Created when absent. Holds the record of what was applied, in the table `migrations`. */
  schema: string;
  /** Holds files named `NNNN-name.sql`. */
  folder: URL | string;
  log?: (message: string) => void;
}

interface Migration {
  name: string;
  text: string;
  sha256: string;
}

/** A migration that cannot be applied; the message names the file and what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

const FILE_NAME = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/;

/**
 * Applies the folder's SQL files that this schema lacks, in the order of their numbers, each in a
 * transaction with the record that it was applied. Safe to run from many processes at once.
 * Returns the names applied now. Throws a MigrationError when an applied file has changed, when a
 * new file sorts before an applied one, when a name is malformed, or when its SQL fails.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.folder);
  const client = new pg.Client({
    ...connectionSettings({ ...options, applicationName: `migrate ${options.schema}` }),
    statement_timeout: MIGRATION_MILLISECONDS_MAX,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return { applied: await applyMissing(client, options, migrations) };
  } finally {
    // Ends the session and with it the advisory lock.
    await client.end();
  }
}

async function readMigrations(folder: URL | string): Promise<Migration[]> {
  const path = folder instanceof URL ? fileURLToPath(folder) : folder;
  const names = (await readdir(path)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = new Map<string, string>();
  for (const name of names) {
    const number = FILE_NAME.exec(name)?.[1];
    if (!number) throw new MigrationError(`${name}: migrations are named like 0001-seats.sql.`);
    const twin = numbers.get(number);
    if (twin) throw new MigrationError(`${twin} and ${name} have the same number.`);
    numbers.set(number, name);
  }
  return Promise.all(names.map((name) => readMigration(path, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const content = await readFile(join(folder, name), 'utf8');
  // Git may check the same file out with other line ends.
  const text = content.replaceAll('\r\n', '\n');
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
}

async function applyMissing(
  client: pg.Client,
  options: MigrateOptions,
  migrations: Migration[],
): Promise<string[]> {
  const key = createHash('sha256').update(`migrate ${options.schema}`).digest().readInt32BE();
  await client.query('SELECT pg_advisory_lock($1, $2)', [MIGRATE_LOCK_CLASS, key]);
  await createRecord(client, options.schema);
  const recorded = await client.query<{ name: string; sha256: string }>(
    `SELECT name, sha256 FROM ${quoteIdentifier(options.schema)}.migrations ORDER BY name`,
  );
  const applied = new Map(recorded.rows.map((row) => [row.name, row.sha256]));
  const missing = findMissing(migrations, applied, options);
  for (const migration of missing) {
    await applyMigration(client, options.schema, migration);
    options.log?.(`Applied ${migration.name} to the schema ${options.schema}.`);
  }
  return missing.map((migration) => migration.name);
}

/** Tells our advisory locks from those that others may take. */
const MIGRATE_LOCK_CLASS = 7_112_026;

async function createRecord(client: pg.Client, schema: string): Promise<void> {
  const quoted = quoteIdentifier(schema);
  // Asked first, because IF NOT EXISTS needs the right to create even when nothing is missing.
  const found = await client.query('SELECT to_regnamespace($1) AS id', [quoted]);
  if (found.rows[0]?.id === null) await client.query(`CREATE SCHEMA ${quoted}`);
  const table = await client.query('SELECT to_regclass($1) AS id', [`${quoted}.migrations`]);
  if (table.rows[0]?.id !== null) return;
  await client.query(
    `CREATE TABLE ${quoted}.migrations (
       name text PRIMARY KEY,
       sha256 text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now()
     )`,
  );
}

function findMissing(
  migrations: Migration[],
  applied: Map<string, string>,
  options: MigrateOptions,
): Migration[] {
  const names = new Set(migrations.map((migration) => migration.name));
  // An older release may start beside a newer one while a roll-out lasts, so this is no error.
  const unknown = [...applied.keys()].filter((name) => !names.has(name));
  if (unknown.length > 0) {
    options.log?.(`The schema ${options.schema} has migrations of a newer release: ${unknown}.`);
  }
  const newest = [...applied.keys()].filter((name) => names.has(name)).at(-1) ?? '';
  return migrations.filter((migration) => {
    const sha256 = applied.get(migration.name);
    if (sha256 === migration.sha256) return false;
    if (sha256 !== undefined) {
      throw new MigrationError(
        `${migration.name} was changed after it had been applied to the schema ${options.schema}. ` +
          'Restore it and put the change into a new file.',
      );
    }
    if (migration.name < newest) {
      throw new MigrationError(
        `${migration.name} is new, but ${newest} was applied already. Give it a higher number.`,
      );
    }
    return true;
  });
}

async function applyMigration(
  client: pg.Client,
  schema: string,
  migration: Migration,
): Promise<void> {
  const record = `INSERT INTO ${quoteIdentifier(schema)}.migrations (name, sha256) VALUES ($1, $2)`;
  await client.query('BEGIN');
  try {
    await client.query(migration.text);
    await client.query(record, [migration.name, migration.sha256]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw new MigrationError(describeFailure(migration, error), { cause: error });
  }
}

function describeFailure(migration: Migration, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  if (!(position > 0)) return `${migration.name} failed: ${reason}`;
  const line = migration.text.slice(0, position).split('\n').length;
  return `${migration.name}, line ${line}, failed: ${reason}`;
}
