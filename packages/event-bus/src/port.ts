/** What one service tells the others. `id` makes delivery idempotent, `key` keeps order. */
export interface BusMessage {
  /** Unique for the change it tells of (`evt_...`). A consumer that saw it before does nothing. */
  readonly id: string;
  /** The changed thing's id. Messages of one key arrive in the order they were published. */
  readonly key: string;
  /** What happened, as `noun.verb_in_past`: `booking.confirmed`. */
  readonly type: string;
  /** When it happened, as an ISO 8601 UTC instant. */
  readonly time: string;
  /** The request that caused it, so that logs of all services can be joined. */
  readonly requestId?: string;
  /** W3C `traceparent` of what caused it, so that a trace goes on in those who hear of it. */
  readonly traceparent?: string;
  /** JSON, checked by the consumer against its schema in contracts. */
  readonly data: unknown;
}

export interface Subscription {
  /** Stops taking messages, waits for those in hand, keeps the group's place. */
  close(): Promise<void>;
}

export interface SubscribeOptions {
  readonly topic: string;
  /** Consumers of one group share a topic's messages and its cursor. */
  readonly group: string;
  /** Where a group that never read before begins. Default 'earliest'. */
  readonly from?: 'earliest' | 'latest';
  /**
   * Called for messages one at a time per key. When it rejects, the message is tried again with growing
   * pauses (`attempt` counts from 1, anew in each process) and blocks the messages of its key.
   */
  readonly onMessage: (message: BusMessage, attempt: number) => Promise<void>;
  /**
   * The attempt after whose failure the message is set aside; the messages behind it go on. Default: it
   * is tried for ever. A handler that throws `UnfitMessage` sets its message aside at once.
   */
  readonly attemptsMax?: number;
  /** Told of each message set aside, for counting. The bus itself reports it. */
  readonly onSetAside?: ((letter: DeadLetter) => void) | undefined;
}

/** A message that a group gave up, as it lies in the topic `<group>.dead-letters`. */
export interface DeadLetter {
  readonly message: BusMessage;
  readonly topic: string;
  readonly group: string;
  /** Name and text of the last failure. */
  readonly reason: string;
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly setAsideAt: string;
}

/**
 * Events between services. Promises:
 * - `publish` resolves only when the messages survive a crash of this process and of the bus.
 * - Every message reaches every group at least once, in publishing order within a key.
 * - A consumer that restarts goes on after the last message it finished.
 * - Publishing is atomic per call: all of its messages or none.
 * - A message that is set aside is in `<group>.dead-letters` before the group passes it, and stays there
 *   until somebody has dealt with it.
 * - `publish` and `ping` answer within a bounded time, also when the engine does not.
 */
export interface EventBus {
  publish(topic: string, messages: readonly BusMessage[]): Promise<void>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** How many messages of the topic the group has not finished, for metrics and tests. */
  lag(topic: string, group: string): Promise<number>;
  /** What of the topic the group has not finished, the oldest first, without taking it. */
  peek(topic: string, group: string, countMax: number): Promise<BusMessage[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
