/**
 * Why a command was refused; `OK`: it took effect, now or earlier under the same key.
 * `HOLD_NOT_FOUND`: never held, released or expired. `PERFORMANCE_CLOSED`: cancelled, nothing new is
 * held. `UNAVAILABLE`: not known whether it took effect; send it again with the same key.
 * `COMMAND_INVALID`: malformed, or its key was used for another command. `SEATS_RESERVED`: kept for
 * wheelchair users. `SINGLE_SEAT_LEFT`: the choice would leave a seat alone. `NOT_LEADER` never leaves the
 * client: it asks the leader.
 */
export type InventoryResult =
  | 'OK'
  | 'SEATS_TAKEN'
  | 'SEATS_INVALID'
  | 'NOT_ENOUGH_SEATS'
  | 'LIMIT_EXCEEDED'
  | 'HOLD_NOT_FOUND'
  | 'FENCE_STALE'
  | 'PERFORMANCE_NOT_FOUND'
  | 'PERFORMANCE_CLOSED'
  | 'NOT_OWNER'
  | 'UNAVAILABLE'
  | 'COMMAND_INVALID'
  | 'NOT_LEADER'
  | 'SEATS_RESERVED'
  | 'SINGLE_SEAT_LEFT';

export interface HoldSeatsCommand {
  readonly performanceId: string;
  /** Chosen by the caller (`hld_...`): the key of this command. */
  readonly holdId: string;
  readonly customerId: string;
  /** 1 to 20, each once; all or nothing. */
  readonly seatNos: readonly number[];
  /** 30 to 3600. */
  readonly holdSeconds: number;
  /** Asks for wheelchair places and companion seats too. */
  readonly accessible?: boolean;
}

export interface HoldBestAvailableCommand {
  readonly performanceId: string;
  readonly holdId: string;
  readonly customerId: string;
  readonly levelCode: string;
  /** 1 to 20. */
  readonly quantity: number;
  /** Absent: any section. */
  readonly sectionId?: string;
  readonly holdSeconds: number;
  /** The first seat is a wheelchair place, the others its companions where there are such. */
  readonly accessible?: boolean;
}

export interface HoldReply {
  readonly result: InventoryResult;
  /** With `OK`: the seats held. */
  readonly seatNos: readonly number[];
  /** With `OK`: what `confirmHold` must show. */
  readonly fence: number;
  /** With `OK`: when the hold ends, epoch milliseconds of inventory's clock. */
  readonly expiresAtMs: number;
  /** With `SEATS_TAKEN` and `SEATS_RESERVED`: which of the seats; `SINGLE_SEAT_LEFT`: the seats to add. */
  readonly conflicts: readonly number[];
  /** With `LIMIT_EXCEEDED`: the limit. */
  readonly limit: number;
}

export interface ReleaseHoldCommand {
  readonly performanceId: string;
  readonly holdId: string;
  readonly customerId: string;
}

export interface ConfirmHoldCommand {
  readonly performanceId: string;
  readonly holdId: string;
  readonly customerId: string;
  /** From the `HoldReply`. */
  readonly fence: number;
  /** Recorded with each sold seat; the key of this command. */
  readonly bookingId: string;
}

export interface ReturnSeatsCommand {
  readonly performanceId: string;
  /** Only seats sold to this booking go back. */
  readonly bookingId: string;
  /** 1 to 20, each once. */
  readonly seatNos: readonly number[];
  /** The key of this command. */
  readonly returnId: string;
}

export interface ResultReply {
  readonly result: InventoryResult;
}

export interface SeatStatusReply {
  readonly result: InventoryResult;
  /** Sequence of the journal that the status was read at. */
  readonly version: number;
  /** One byte a seat, by seatNo; see `seatStatus` of contracts. */
  readonly status: Uint8Array;
}

export interface SeatDelta {
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly seatNos: readonly number[];
  /** One byte for each of `seatNos`. */
  readonly status: Uint8Array;
  /** The gap is too wide: read `getSeatStatus` anew, then go on from its version. */
  readonly reset: boolean;
}

export interface SeatWatch {
  /** Ends the watch; `onEnd` is not called. */
  cancel(): void;
}

export interface ExtendHoldCommand {
  readonly performanceId: string;
  readonly holdId: string;
  readonly customerId: string;
  readonly fence: number;
  /** At least until then, epoch milliseconds; what is earlier than the present end changes nothing. */
  readonly expiresAtMs: number;
  /** A bank transfer is awaited: up to 7 days in all instead of 20 minutes. */
  readonly deferred?: boolean;
}

export interface ChangeBlocksCommand {
  readonly performanceId: string;
  /** The key of this command. */
  readonly changeId: string;
  /** Available seats to hold back, and blocked ones to put on sale: all or nothing, up to 20,000 each. */
  readonly block: readonly number[];
  readonly release: readonly number[];
}
export interface BlocksReply {
  readonly result: InventoryResult;
  /** With `SEATS_TAKEN`: seats that are held or sold; with `SEATS_INVALID`: seats that are not blocked. */
  readonly conflicts: readonly number[];
}

/** Who has a seat, as inventory knows it. */
export interface AuditedSeat {
  readonly seatNo: number;
  readonly holdId: string;
  readonly customerId: string;
  /** Absent: the seat is held. */
  readonly bookingId?: string;
}

/** What inventory knows of a performance and can prove by itself, a page of its seats at a time. */
export interface PerformanceAudit {
  readonly result: InventoryResult;
  readonly version: number;
  /** Of the whole performance, with its first page. Each begins with the invariant that is broken: `I2 ...`. */
  readonly faults: readonly string[];
  /** Seats of this page that memory and the table of sold seats tell differently, likewise. */
  readonly differences: readonly string[];
  /** Held and sold seats of this page; what is sold is told by the table of sold seats. */
  readonly seats: readonly AuditedSeat[];
  /** The highest limit for a customer that was ever in force. */
  readonly customerSeatsMax: number;
  /** Where the next page begins; absent: there is none. */
  readonly nextSeatNo?: number;
}

/**
 * Inventory as its callers see it. No command rejects: what was lost on the way, came too late or was
 * refused at the door answers `UNAVAILABLE`, and is safe to send again with the same key.
 */
export interface InventoryClient {
  holdSeats(command: HoldSeatsCommand): Promise<HoldReply>;
  holdBestAvailable(command: HoldBestAvailableCommand): Promise<HoldReply>;
  releaseHold(command: ReleaseHoldCommand): Promise<ResultReply>;
  confirmHold(command: ConfirmHoldCommand): Promise<ResultReply>;
  returnSeats(command: ReturnSeatsCommand): Promise<ResultReply>;
  /** Once for each hold and kind; asked again it answers the same. */
  extendHold(command: ExtendHoldCommand): Promise<HoldReply>;
  changeBlocks(command: ChangeBlocksCommand): Promise<BlocksReply>;
  /** One page, from that seat on. `PERFORMANCE_NOT_FOUND` and `UNAVAILABLE` come with nothing else. */
  auditPerformance(performanceId: string, fromSeatNo: number): Promise<PerformanceAudit>;
  /** `PERFORMANCE_NOT_FOUND` and `UNAVAILABLE` come with version 0 and an empty status. */
  getSeatStatus(performanceId: string): Promise<SeatStatusReply>;
  /**
   * Follows changes after a version that `getSeatStatus` gave. Deltas join without gaps: each begins
   * where the one before ended. `onEnd` runs once when the stream ends, for whatever reason; the
   * caller decides whether to begin anew.
   */
  watchSeats(
    performanceId: string,
    afterVersion: number,
    onDelta: (delta: SeatDelta) => void,
    onEnd: (error: Error | undefined) => void,
  ): SeatWatch;
  /** Resolves when a connection stands; rejects within 2 s otherwise. For readiness. */
  ping(): Promise<void>;
  /** Ends the stream and the connection; commands under way answer `UNAVAILABLE`. */
  close(): Promise<void>;
}

export interface InventoryClientOptions {
  readonly host: string;
  readonly port: number;
  /** Shown to inventory with every call. */
  readonly serviceToken: string;
  /** A pino logger fits. */
  readonly log: InventoryClientLog;
  /** Only when traces are recorded: each command is a span, whose context goes with it. */
  readonly tracing?: InventoryClientTracing;
}

/** The stream carries the commands of all requests, so its own span would tell of none of them. */
export interface InventoryClientTracing {
  runInSpan<Result>(
    name: string,
    options: { readonly resource: string; readonly kind: 'client' },
    work: () => Result,
  ): Result;
  /** W3C `traceparent` of the span that runs now. */
  currentTraceContext(): string | undefined;
}

export interface InventoryClientLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
