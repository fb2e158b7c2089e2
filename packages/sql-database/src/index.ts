export { removeEmbeddedPostgres } from './embedded/remove-embedded-postgres.ts';
export {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
export { type GatherOptions, gatherCalls } from './gather-calls.ts';
export { type MigrateOptions, MigrationError, migrate } from './migrate.ts';
export { openSqlDatabase, type SqlDatabaseOptions } from './open-sql-database.ts';
export type { SqlClient, SqlDatabase, SqlParameter } from './port.ts';
