/** Every limit of the bus, by name. */

/** One message's JSON, in bytes; a little below Kafka's default of 1 MiB for a whole batch. */
export const messageBytesMax = 900_000;
/** What a dead letter may have on top, for the message's own fields and the reason. */
export const deadLetterBytes = 25_000;
/** Characters of the reason why a message was set aside. */
export const deadLetterReasonCharactersMax = 1_000;
/** Characters of a message's id, key, type, time, request id or trace context. */
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
/** The newest messages of a topic that are kept for the other consumers of the process. */
export const sharedMessagesMax = 500;
/** After messages came, more are gathered for so long before the next are taken. */
export const gatherMs = 25;
/** Messages in hand and not finished, per subscription or Kafka partition. */
export const windowMessagesMax = 1_000;
/**
 * Messages between the cursor and the newest in hand, most of them finished while an old one is tried
 * again and again: the most that can come twice.
 */
export const windowSpanMessagesMax = 100_000;
/** Keys whose messages are handled at the same time, per subscription. */
export const keysAtOnceMax = 16;

/** The longest pause before the second attempt, the shortest is half; it doubles with each further one. */
export const retryPauseFirstMs = 100;
export const retryPauseMsMax = 30_000;

/** How long finished work may wait for its cursor to be saved. */
export const cursorSaveMs = 100;
/** How long a dead consumer holds its group up. */
export const leaseMs = 5_000;
/** How often an idle consumer looks without being woken, and a stand-by tries to take over. */
export const pollMs = 1_000;

/** How long messages are kept at least. */
export const retentionDays = 7;
export const retentionSweepMs = 3_600_000;
export const retentionDeleteMessagesMax = 5_000;

/** How long publishing waits for Kafka before it rejects; the outbox keeps the messages. */
export const kafkaPublishMsMax = 10_000;
/** How long the bus waits for an engine's sign of life. */
export const pingMsMax = 2_000;
/** How long opening waits for the first answer of a broker. */
export const kafkaConnectMsMax = 10_000;

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
