/** Every limit of the store, by name. */

export const cacheEntriesMax = 100_000;
/** Bytes of all cached values together, counted as two per character. */
export const cacheBytesMax = 64 * 1024 * 1024;

/** How long a value may be on its way before those who wait for it load it themselves. */
export const cacheLoadMsMax = 5_000;
/** How often those who wait in other processes look for it. */
export const cachePollMs = 20;

/** Callers whose allowance is remembered; a full one needs no memory. */
export const rateLimitKeysMax = 1_000_000;

/** A room's state document, in bytes of UTF-8. */
export const roomStateBytesMax = 256 * 1024;
/** A room nobody touched for so long is forgotten, its positions with it. */
export const roomIdleDaysMax = 90;

/** Positions reserved on disk ahead of being given: as many as are lost when a process dies. */
export const positionsReservedMin = 64;
export const positionsReservedMax = 65_536;
/** Between the two, a block is what goes in this time. */
export const positionsReservedAheadMs = 500;

/** The longest window over which arrivals can be counted. */
export const arrivalWindowSecondsMax = 3_600;
/** How exactly arrivals are placed in time. */
export const arrivalSlotMs = 100;

/** The state file is written anew when it is larger than this and four times its content. */
export const stateFileRewriteBytesMin = 1024 * 1024;

/** Places skipped after Redis restarted: this many, or so many seconds' worth of its busiest. */
export const positionsSkippedMin = 1_000;
export const positionsSkippedPerPeak = 4;

/** How long a command waits for Redis before it fails. */
export const redisCommandMsMax = 2_000;
/** How long opening waits for Redis. */
export const redisConnectMsMax = 5_000;
/** A connection that hears nothing for so long after it asked is taken for dead and made anew. */
export const redisSilenceMsMax = 2_000;
/** How often a connection that only listens asks whether the other end is there. */
export const redisListenerPingMs = 5_000;
export const redisReconnectMsMax = 500;

/** How often a process tells Redis that a room is in use. */
export const roomTouchMs = 3_600_000;
/** Rooms of which a process remembers that it told so. */
export const roomsTouchedMax = 10_000;
