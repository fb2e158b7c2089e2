/** What callers ask for. Keys: holdId, bookingId with holdId, returnId. */
export type Command =
  | HoldSeats
  | HoldBestAvailable
  | ReleaseHold
  | ConfirmHold
  | ReturnSeats
  | ExtendHold
  | ChangeBlocks
  | SetTerms;

export interface HoldSeats {
  readonly kind: 'hold_seats';
  readonly holdId: string;
  readonly customerId: string;
  readonly seatNos: readonly number[];
  readonly holdSeconds: number;
  /** Asks for wheelchair places and companion seats too. */
  readonly accessible?: boolean;
}
export interface HoldBestAvailable {
  readonly kind: 'hold_best_available';
  readonly holdId: string;
  readonly customerId: string;
  readonly levelCode: string;
  readonly quantity: number;
  /** Empty: any. */
  readonly sectionId: string;
  readonly holdSeconds: number;
  readonly accessible?: boolean;
}
export interface ReleaseHold {
  readonly kind: 'release_hold';
  readonly holdId: string;
  readonly customerId: string;
}
export interface ConfirmHold {
  readonly kind: 'confirm_hold';
  readonly holdId: string;
  readonly customerId: string;
  readonly fence: number;
  readonly bookingId: string;
}
export interface ReturnSeats {
  readonly kind: 'return_seats';
  readonly bookingId: string;
  readonly seatNos: readonly number[];
  readonly returnId: string;
}
/** Once for each hold and kind. */
export interface ExtendHold {
  readonly kind: 'extend_hold';
  readonly holdId: string;
  readonly customerId: string;
  readonly fence: number;
  readonly expiresAtMs: number;
  readonly deferred: boolean;
}
/** Seats that the organizer holds back and gives back: all or nothing. */
export interface ChangeBlocks {
  readonly kind: 'change_blocks';
  readonly changeId: string;
  readonly block: readonly number[];
  readonly release: readonly number[];
}
/** From the catalogue: limits and rules of the sale, and whether the performance is cancelled. */
export interface SetTerms {
  readonly kind: 'set_terms';
  /** The highest revision wins. */
  readonly revision: number;
  readonly ticketsPerCustomerMax: number;
  readonly closed: boolean;
  /** Absent: single seats are not prevented. */
  readonly preventSingleSeats?: boolean;
  /** Absent: wheelchair places are never released. */
  readonly accessibleReleaseAtMs?: number;
}

/** `OK`: it took effect, now or earlier under the same key. Everything else changed nothing. */
export type Result =
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

export interface Reply {
  readonly result: Result;
  /** Of holds that are OK. */
  readonly hold?: {
    readonly seatNos: readonly number[];
    readonly fence: number;
    readonly expiresAtMs: number;
  };
  /** With SEATS_TAKEN and SEATS_RESERVED; with SINGLE_SEAT_LEFT the seats to add. */
  readonly conflicts?: readonly number[];
  /** With LIMIT_EXCEEDED. */
  readonly limit?: number;
}

/**
 * What a command changed: the journal's content. An effect names its outcome in full, so that a journal
 * replays the same for ever, however decisions are made later.
 */
export type Effect =
  | {
      readonly kind: 'held';
      readonly holdId: string;
      readonly customerId: string;
      readonly seatNos: readonly number[];
      readonly expiresAtMs: number;
    }
  | { readonly kind: 'released'; readonly holdId: string }
  | { readonly kind: 'confirmed'; readonly holdId: string; readonly bookingId: string }
  | {
      readonly kind: 'returned';
      readonly bookingId: string;
      readonly returnId: string;
      readonly seatNos: readonly number[];
    }
  | { readonly kind: 'expired'; readonly holdIds: readonly string[] }
  | {
      readonly kind: 'terms_set';
      readonly revision: number;
      readonly ticketsPerCustomerMax: number;
      readonly closed: boolean;
      readonly preventSingleSeats: boolean;
      /** Undefined: never. */
      readonly accessibleReleaseAtMs: number | undefined;
    }
  | {
      readonly kind: 'extended';
      readonly holdId: string;
      readonly deferred: boolean;
      readonly expiresAtMs: number;
    }
  | {
      readonly kind: 'blocks_changed';
      readonly changeId: string;
      readonly block: readonly number[];
      readonly release: readonly number[];
    };
