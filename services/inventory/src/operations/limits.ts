/** Commands that may wait, all performances together; more are turned away. */
export const waitingCommandsMax = 100_000;
/** How long a command may wait to be decided; whoever sent it has given up by then. */
export const waitingMsMax = 5_000;
/** Commands of one performance decided in one batch, and so written in one row. */
export const batchCommandsMax = 2_048;
/** Smaller batches are not made two of. */
export const halvedCommandsMin = 64;
/** How often a command is decided anew because another writer was faster. */
export const fencedTriesMax = 10;
/** How long an instance leads a performance without a word, and how often it gives one. */
export const leaseMs = 3_000;
export const renewMs = 1_000;
/** How much earlier than the database an instance counts its leases as lapsed. */
export const leaseMarginMs = 500;
/** How long to send callers to another leader without asking the database who leads. */
export const elsewhereMsMax = 250;
/** Steps that a reader waits through until a performance is open and proven. */
export const readTriesMax = 8;
/** Performances without a leader that are taken up in one round. */
export const takeUpMax = 100;
/** How often due holds, snapshots, evictions and messages are looked for. */
export const tickMs = 250;

/**
 * Rows and effects after which a snapshot is taken, if not when nothing happened for a while. A start replays
 * them in a tenth of a second; a snapshot takes longer, of the cores and the disk of those that sell.
 */
export const replayMax = 200_000;
/** How long to wait after one could not be kept. */
export const snapshotRetryMs = 1_000;
/** How long a stop waits for the last ones: on a full machine their thread may get no time at all. */
export const lastSnapshotsMsMax = 5_000;
export const idleMsMin = 30_000;
/**
 * The least time between two snapshots of idle performances: each takes a tenth of a second of a core, in
 * which those that sell are slower, and only saves the next start some milliseconds.
 */
export const idleSnapshotMsMin = 15_000;
/** Seats of all performances that are kept in memory; beyond, idle performances leave it. */
export const openSeatsMax = 5_000_000;

/** The least time between two messages about one performance's availability. */
export const publishMsMin = 1_000;
/** How long to wait after the bus refused. */
export const publishRetryMs = 1_000;
/** Performances whose availability goes into one call of the bus. */
export const publishMessagesMax = 200;

/** Versions whose changes are remembered for watchers, and seats in them. */
export const deltaVersionsMax = 2_000;
export const deltaSeatsMax = 200_000;

/** Performances opened at once when they are taken up, so that first callers are not crowded out. */
export const openingsMax = 4;

/** Seats on a page of an audit: the state is read for no longer than some milliseconds at a time. */
export const auditSeatsMax = 2_048;
/** How often the table is read for a page while the performance is selling. */
export const auditReadsMax = 3;
/** Faults that a page tells; more say nothing new. */
export const auditTellsMax = 100;
