/** Every limit of the bus, by name. */

/** One message's JSON, in bytes; a little below Kafka's default of 1 MiB for a whole batch. */
export const messageBytesMax = 900_000;
/** Messages of one insert that gathers several publish calls. */
export const publishBatchMessagesMax = 1_000;
/** Messages that wait in this process to be published, per topic; more are refused. */
export const publishQueueMessagesMax = 100_000;

/** Messages taken from the log at once. */
export const fetchMessagesMax = 200;
/** Messages taken and not yet behind the cursor, per subscription: the most that can come twice. */
export const windowMessagesMax = 1_000;
/** Keys whose messages are handled at the same time, per subscription. */
export const keysAtOnceMax = 16;

/** The pause before the second attempt; it doubles with each further one. */
export const retryPauseFirstMs = 100;
export const retryPauseMsMax = 30_000;

/** How long finished work may wait for its cursor to be saved. */
export const cursorSaveMs = 25;
/** How long a dead consumer holds its group up. */
export const leaseMs = 5_000;
/** How often an idle consumer looks without being woken, and a stand-by tries to take over. */
export const pollMs = 1_000;

/** How long messages are kept at least. */
export const retentionDays = 7;
export const retentionSweepMs = 3_600_000;
export const retentionDeleteMessagesMax = 5_000;
