/** What callers ask for. Keys: holdId, bookingId with holdId, returnId. */
export type Command =
  | HoldSeats
  | HoldBestAvailable
  | ReleaseHold
  | ConfirmHold
  | ReturnSeats
  | SetTerms;

export interface HoldSeats {
  readonly kind: 'hold_seats';
  readonly holdId: string;
  readonly customerId: string;
  readonly seatNos: readonly number[];
  readonly holdSeconds: number;
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
/** From the catalogue: the limit of a customer, and whether the performance is cancelled. */
export interface SetTerms {
  readonly kind: 'set_terms';
  /** The highest revision wins. */
  readonly revision: number;
  readonly ticketsPerCustomerMax: number;
  readonly closed: boolean;
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
  | 'COMMAND_INVALID';

export interface Reply {
  readonly result: Result;
  /** Of holds that are OK. */
  readonly hold?: {
    readonly seatNos: readonly number[];
    readonly fence: number;
    readonly expiresAtMs: number;
  };
  /** With SEATS_TAKEN. */
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
    };
