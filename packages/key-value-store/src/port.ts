/** The answer of a rate limiter. */
export interface RateLimitDecision {
  readonly allowed: boolean;
  /** Calls still allowed at once. */
  readonly remaining: number;
  /** Seconds until a refused call would be allowed, or until the allowance is full again; at least 0. */
  readonly retryAfterSeconds: number;
}

/** A token bucket per key: `limit` calls at once, refilled evenly over `windowSeconds`. */
export interface RateLimiter {
  take(key: string, limit: number, windowSeconds: number): Promise<RateLimitDecision>;
  /** Undoes one allowed call under the same limit: only what went wrong should have counted. */
  giveBack(key: string, limit: number, windowSeconds: number): Promise<void>;
}

/** Values that may be lost at any time. */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Sets the key if it is absent; true when this call set it. */
  setIfAbsent(key: string, value: string, ttlSeconds: number): Promise<boolean>;
  /**
   * The cached value, or else what `load` gives, which is cached then. Of all who miss it at once, in
   * all processes, one loads and the others wait for its value, for a few seconds at most: then, and
   * when the store is away, they load for themselves. A failure of `load` is its caller's (and of those
   * who waited with it in its process) and is not cached. What is set while it loads, wins.
   */
  getOrLoad(key: string, ttlSeconds: number, load: () => Promise<string>): Promise<string>;
}

/** Messages to all processes that listen now; no history. */
export interface Fanout {
  publish(channel: string, message: string): Promise<void>;
  subscribe(channel: string, onMessage: (message: string) => void): Promise<() => Promise<void>>;
}

/** Numbers and sets of one waiting room, shared by all gateways. `room` is a performance id. */
export interface WaitingRoomStore {
  /** The next place in line: 1, 2, 3, ... never given twice, not even after a restart. */
  nextPosition(room: string): Promise<number>;
  /** The last place given so far; 0 when none. */
  lastPosition(room: string): Promise<number>;
  /** Places up to this number may enter. Never goes down. */
  serving(room: string): Promise<number>;
  /** Raises `serving` to `position` if that is higher; returns the value afterwards. */
  advanceServing(room: string, position: number): Promise<number>;
  /** Marks a shopper's session as alive until now + ttl; adds it when it is new. */
  touchSession(room: string, sessionId: string, ttlSeconds: number): Promise<void>;
  endSession(room: string, sessionId: string): Promise<void>;
  /** Sessions alive now. */
  activeSessions(room: string): Promise<number>;
  /** Counts one arrival and returns the arrivals of the last `windowSeconds`, this one included. */
  countArrival(room: string, windowSeconds: number): Promise<number>;
  /** Rooms that were touched and are not yet forgotten. */
  rooms(): Promise<readonly string[]>;
  /** A room's small state document (JSON text): draw seed, activation, rate. */
  readState(room: string): Promise<string | undefined>;
  writeState(room: string, state: string): Promise<void>;
}

/**
 * What the embedded (in-process) and the Redis adapter both provide. Every call answers or rejects within
 * a bounded time, also when the engine does not answer or is full.
 */
export interface KeyValueStore {
  readonly rateLimiter: RateLimiter;
  readonly cache: Cache;
  readonly fanout: Fanout;
  readonly waitingRooms: WaitingRoomStore;
  /** Rejects when the store is out of reach, or takes no writes. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
