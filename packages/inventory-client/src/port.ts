/**
 * Why a command was refused; `OK`: it took effect, now or earlier under the same key.
 * `HOLD_NOT_FOUND`: never held, released or expired. `PERFORMANCE_CLOSED`: cancelled, nothing new is
 * held. `UNAVAILABLE`: not known whether it took effect; send it again with the same key.
 * `COMMAND_INVALID`: malformed, or its key was used for another command.
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
  | 'COMMAND_INVALID';

export interface HoldSeatsCommand {
  readonly performanceId: string;
  /** Chosen by the caller (`hld_...`): the key of this command. */
  readonly holdId: string;
  readonly customerId: string;
  /** 1 to 20, each once; all or nothing. */
  readonly seatNos: readonly number[];
  /** 30 to 3600. */
  readonly holdSeconds: number;
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
}

export interface HoldReply {
  readonly result: InventoryResult;
  /** With `OK`: the seats held. */
  readonly seatNos: readonly number[];
  /** With `OK`: what `confirmHold` must show. */
  readonly fence: number;
  /** With `OK`: when the hold ends, epoch milliseconds of inventory's clock. */
  readonly expiresAtMs: number;
  /** With `SEATS_TAKEN`: which of the seats. */
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
}

export interface InventoryClientLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
