/** Commands of one stream that are not answered yet; beyond, no more are read from it. */
export const streamInFlightMax = 20_000;
/** Outcomes in one message. */
export const outcomesPerMessageMax = 1_000;
/** How long streams and calls may take to end when the service stops. */
export const shutdownMsMax = 5_000;
/** A connection that does not answer this ping in time is gone. */
export const keepaliveEveryMs = 10_000;
export const keepaliveWaitMs = 5_000;
/** Streams that may follow seats at a time. */
export const watchersMax = 10_000;
