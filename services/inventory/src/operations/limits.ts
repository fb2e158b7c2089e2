/** Commands that may wait, all performances together; more are turned away. */
export const waitingCommandsMax = 100_000;
/** How long a command may wait to be decided; whoever sent it has given up by then. */
export const waitingMsMax = 5_000;
/** Commands of one performance decided in one batch, and so written in one row. */
export const batchCommandsMax = 2_048;
/** How often a command is decided anew because another writer was faster. */
export const fencedTriesMax = 10;
/**
 * How long a performance's state counts as the newest without a look at the journal. A refusal may be
 * this old when another instance writes the same performance; a change never is.
 */
export const freshMsMax = 1_000;
/** How often due holds, snapshots, evictions and messages are looked for. */
export const tickMs = 250;

/** A snapshot is taken after so many rows or effects, or when nothing happened for a while. */
export const snapshotRows = 2_000;
export const snapshotEffects = 50_000;
export const idleMsMin = 30_000;
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

/** Performances opened at once when the service starts. */
export const openingsMax = 4;
