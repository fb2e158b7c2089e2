import type { Kysely } from 'kysely';

/** A value that PostgreSQL accepts as a statement's parameter. */
export type SqlParameter =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | null
  | readonly SqlParameter[]
  | { readonly [key: string]: unknown };

/** What runs statements: the database itself, or the inside of one transaction. */
export interface SqlClient {
  /**
   * Runs one statement with `$1..$n` parameters and returns its rows.
   * bigint columns come back as JavaScript numbers (all of ours stay below 2^53), timestamptz as Date.
   */
  query<Row = Record<string, unknown>>(
    text: string,
    parameters?: readonly SqlParameter[],
  ): Promise<Row[]>;
}

/** How the connections of a database are used now. */
export interface PoolUse {
  /** The most connections at a time. */
  readonly openMax: number;
  readonly open: number;
  /** Of those open, the ones that nobody uses. */
  readonly idle: number;
  /** Statements and transactions that wait for one, as all are busy. */
  readonly waiting: number;
}

/** One service's PostgreSQL: a pool whose search_path is that service's schema. */
export interface SqlDatabase extends SqlClient {
  /** The schema this database's unqualified names resolve to. */
  readonly schema: string;
  /** Typed queries for what is not a hot path. `Tables` maps table names to row types. */
  kysely<Tables>(): Kysely<Tables>;
  /** Runs `work` in one transaction; commits when it resolves, rolls back when it rejects. Retries serialization failures and deadlocks up to 3 times. */
  transaction<Result>(work: (client: SqlClient) => Promise<Result>): Promise<Result>;
  /**
   * LISTENs on a channel over one dedicated connection that reconnects by itself; `onNotify` also
   * runs once after every reconnect (payload ''), because notices may have been missed meanwhile.
   */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  /** For metrics. The connection that listens is not counted. */
  poolUse(): PoolUse;
  /** Resolves when a round trip works; rejects within 2 s otherwise. For readiness. */
  ping(): Promise<void>;
  /**
   * Resolves when the server's disk takes new data; rejects within 2 s otherwise. What is stored can
   * be read from a full disk all the same. For readiness.
   */
  pingWrites(): Promise<void>;
  close(): Promise<void>;
}
