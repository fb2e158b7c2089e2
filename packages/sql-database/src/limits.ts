/** How long one statement may run before PostgreSQL cancels it. */
export const STATEMENT_MILLISECONDS_MAX = 15_000;
/** How long a caller waits for an answer, should the server vanish without a word. */
export const ANSWER_MILLISECONDS_MAX = 20_000;
/** How long to wait for an answer to ROLLBACK before giving its connection up. */
export const ROLLBACK_MILLISECONDS_MAX = 2_000;
/** How long a transaction may stand idle before PostgreSQL ends its session. */
export const IDLE_TRANSACTION_MILLISECONDS_MAX = 30_000;
/** How long to wait for a connection, a free one of the pool or a new one. */
export const CONNECT_MILLISECONDS_MAX = 5_000;
/** After this silence the system checks that the other side is still there. */
export const KEEP_ALIVE_MILLISECONDS = 10_000;
/** How long an unused connection stays open. */
export const IDLE_CONNECTION_MILLISECONDS_MAX = 60_000;
export const POOL_SIZE_DEFAULT = 16;

/** A statement is prepared under a name from this use on. */
export const STATEMENT_USES_BEFORE_NAMING = 3;
/** Every connection holds every named statement's plan, some 10 to 50 KB each. */
export const STATEMENT_NAMES_MAX = 200;
/** How many texts have their uses counted at a time. */
export const STATEMENT_TEXTS_MAX = 2_000;

/** How often a transaction is run again after a serialization failure or a deadlock. */
export const TRANSACTION_RETRIES_MAX = 3;
export const TRANSACTION_RETRY_MILLISECONDS_BASE = 5;

/** How long readiness waits for one round trip. */
export const PING_MILLISECONDS_MAX = 1_500;

export const RECONNECT_MILLISECONDS_MIN = 50;
export const RECONNECT_MILLISECONDS_MAX = 5_000;
/** How often the listening connection proves that it is still connected. */
export const LISTEN_HEARTBEAT_MILLISECONDS = 15_000;
/** PostgreSQL cuts identifiers, and so channels and schemas, at this length. */
export const IDENTIFIER_BYTES_MAX = 63;

/** How long one migration, with the wait for its locks, may take. */
export const MIGRATION_MILLISECONDS_MAX = 600_000;
