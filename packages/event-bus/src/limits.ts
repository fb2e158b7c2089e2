/** Every limit of the bus, by name. */

/** One message's JSON, in bytes; a little below Kafka's default of 1 MiB for a whole batch. */
export const messageBytesMax = 900_000;
/** Characters of a message's id, key, type, time or request id. */
export const fieldCharactersMax = 1_000;
/** What the names of a message's fields and the engine's own framing take, generously. */
export const envelopeBytes = 200;
/** Messages of one insert that gathers several publish calls. */
export const publishBatchMessagesMax = 1_000;
/**
 * Bytes that one write gathers (at least one call); Kafka takes 1 MiB for a partition at a time.
 */
export const publishBatchBytesMax = 950_000;
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

/** Partitions of a Kafka topic that the bus creates: as many processes can share a group's work. */
export const kafkaTopicPartitions = 6;
/** A Kafka consumer that was not heard of for so long is dead to its group. */
export const kafkaSessionMs = 10_000;
export const kafkaHeartbeatMs = 1_000;
/** How long a rebalance waits for the handlers of a member that gives its partitions up. */
export const kafkaHandOverMsMax = 8_000;
/** How long a rebalance waits for a save that is on its way. */
export const kafkaSaveMsMax = 500;
/** How long Kafka keeps a fetch waiting for new messages. */
export const kafkaFetchWaitMs = 500;
export const kafkaFetchBytesMax = 8 * 1024 * 1024;
export const kafkaFetchPartitionBytesMax = 1024 * 1024;
/** The pause before what failed at the broker is tried again. */
export const kafkaRetryMs = 500;
export const kafkaRetriesMax = 5;
