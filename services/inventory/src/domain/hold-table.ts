import { createNumberLists, type NumberLists } from './number-lists.ts';
import { createSharedTexts, type SharedTexts } from './shared-texts.ts';
import { createTextRows, noRow, type Text, type TextRows, toText, widen } from './text-rows.ts';

/**
 * `held` -> `released`, or `sold` -> (all seats given back) `returned`. An expired hold is forgotten: its
 * id may be taken anew, under a new fence.
 */
export const holdState = { held: 0, released: 1, sold: 2, returned: 3 } as const;

/** The most that holds have on average: the columns grow once or twice in a sale, in some milliseconds. */
const seatsOfHold = 4;

/** A hold is extended once for each of these. */
export const extension = { card: 1, deferred: 2 } as const;

/** A hold as it is taken. */
export interface NewHold {
  readonly id: string;
  readonly customerId: string;
  readonly seatNos: readonly number[];
  /** Sequence of the journal row that took it. */
  readonly fence: number;
  /** When it was taken; extensions are counted from here. */
  readonly takenAtMs: number;
  readonly expiresAtMs: number;
}

/** All that is known of a hold. */
export interface Hold extends NewHold {
  /** Of `holdState`. */
  readonly state: number;
  /** Which extensions it had: bits of `extension`. */
  readonly extended: number;
  /** Once sold. */
  readonly bookingId: string | undefined;
  /** How many of the seats it has still. */
  readonly seatsLeft: number;
  /** Of `released` and `returned`: when its id is forgotten. */
  readonly forgetAtMs: number;
}

/** The same with texts in either form. */
export type WithTexts<Known> = {
  readonly [Name in keyof Known]: string extends Known[Name]
    ? Text | Exclude<Known[Name], string>
    : Known[Name];
};

/**
 * The holds of a performance, a row each, in columns: there are hundreds of thousands, and as objects they
 * would be walked over by every collection of garbage. The fields are those of `Hold`.
 */
export interface HoldTable {
  /** These rows are the holds'. */
  readonly ids: TextRows;
  readonly customers: SharedTexts;
  /** How many seats each customer holds and owns; by the rows of `customers`. */
  seatsOfCustomer: Int32Array;
  readonly bookings: SharedTexts;
  readonly seatNos: NumberLists;
  state: Uint8Array;
  extended: Uint8Array;
  /** A row of `customers`. */
  customer: Int32Array;
  /** A row of `bookings`, or `noRow`. */
  booking: Int32Array;
  /** Where they stand in `seatNos`, and how many they are. */
  firstSeat: Int32Array;
  seatsCount: Int32Array;
  seatsLeft: Int32Array;
  fence: Float64Array;
  takenAtMs: Float64Array;
  /** Later once it is extended, never earlier. */
  expiresAtMs: Float64Array;
  /** When its place in the queue of expiries comes. Another place of the row is left from a hold before. */
  queuedAtMs: Float64Array;
  forgetAtMs: Float64Array;
}

/**
 * Room for the beginning of a sale of so many seats. More would be used only as rows are, but counts as used:
 * halls that open would bring about large collections of garbage.
 */
export function createHoldTable(seats: number): HoldTable {
  const holds = Math.ceil(seats / seatsOfHold);
  const ids = createTextRows(holds);
  const customers = createSharedTexts(holds);
  const capacity = ids.capacity();
  return {
    ids,
    customers,
    seatsOfCustomer: new Int32Array(customers.capacity()),
    bookings: createSharedTexts(0),
    seatNos: createNumberLists(seats),
    state: new Uint8Array(capacity),
    extended: new Uint8Array(capacity),
    customer: new Int32Array(capacity),
    booking: new Int32Array(capacity),
    firstSeat: new Int32Array(capacity),
    seatsCount: new Int32Array(capacity),
    seatsLeft: new Int32Array(capacity),
    fence: new Float64Array(capacity),
    takenAtMs: new Float64Array(capacity),
    expiresAtMs: new Float64Array(capacity),
    queuedAtMs: new Float64Array(capacity),
    forgetAtMs: new Float64Array(capacity),
  };
}

/** Adds a hold that stands, and returns its row. Throws when its id is known already. */
export function addHold(holds: HoldTable, hold: WithTexts<NewHold>): number {
  const { seatNos } = hold;
  if (holds.ids.find(hold.id) !== noRow)
    throw new Error(`hold ${toText(hold.id)} is known already`);
  const row = holds.ids.add(hold.id);
  if (holds.state.length < holds.ids.capacity()) widenColumns(holds);
  holds.customer[row] = joinCustomer(holds, hold.customerId);
  holds.booking[row] = noRow;
  holds.firstSeat[row] = holds.seatNos.add(seatNos);
  holds.seatsCount[row] = seatNos.length;
  holds.seatsLeft[row] = seatNos.length;
  holds.state[row] = holdState.held;
  holds.extended[row] = 0;
  holds.fence[row] = hold.fence;
  holds.takenAtMs[row] = hold.takenAtMs;
  holds.expiresAtMs[row] = hold.expiresAtMs;
  holds.queuedAtMs[row] = Number.POSITIVE_INFINITY;
  holds.forgetAtMs[row] = 0;
  return row;
}

/** From now on the row may be another hold's. */
export function forgetHold(holds: HoldTable, row: number): void {
  holds.seatNos.remove(holds.firstSeat[row] as number, holds.seatsCount[row] as number);
  holds.customers.leave(holds.customer[row] as number);
  const booking = holds.booking[row] as number;
  if (booking !== noRow) holds.bookings.leave(booking);
  holds.ids.remove(row);
}

export function setBooking(holds: HoldTable, row: number, bookingId: Text): void {
  holds.booking[row] = holds.bookings.join(bookingId);
}

export function isHoldOf(holds: HoldTable, row: number, customerId: string): boolean {
  return holds.customers.find(customerId) === holds.customer[row];
}

/** What `setBooking` was told; false for a hold that is not sold. */
export function isBookedAs(holds: HoldTable, row: number, bookingId: string): boolean {
  const booking = holds.booking[row] as number;
  return booking !== noRow && holds.bookings.find(bookingId) === booking;
}

export function seatsOfCustomer(holds: HoldTable, customerId: string): number {
  const row = holds.customers.find(customerId);
  return row === noRow ? 0 : (holds.seatsOfCustomer[row] as number);
}

/** A copy. */
export const seatNosOf = (holds: HoldTable, row: number): number[] =>
  holds.seatNos.read(holds.firstSeat[row] as number, holds.seatsCount[row] as number);

/** A copy of all that is known of a hold. */
export function readHold(holds: HoldTable, row: number): Hold {
  const booking = holds.booking[row] as number;
  return {
    id: holds.ids.textAt(row),
    customerId: holds.customers.textAt(holds.customer[row] as number),
    seatNos: seatNosOf(holds, row),
    fence: holds.fence[row] as number,
    takenAtMs: holds.takenAtMs[row] as number,
    expiresAtMs: holds.expiresAtMs[row] as number,
    state: holds.state[row] as number,
    extended: holds.extended[row] as number,
    bookingId: booking === noRow ? undefined : holds.bookings.textAt(booking),
    seatsLeft: holds.seatsLeft[row] as number,
    forgetAtMs: holds.forgetAtMs[row] as number,
  };
}

/** Undefined when no such hold is known. */
export function readHoldById(holds: HoldTable, holdId: string): Hold | undefined {
  const row = holds.ids.find(holdId);
  return row === noRow ? undefined : readHold(holds, row);
}

function joinCustomer(holds: HoldTable, customerId: Text): number {
  const row = holds.customers.join(customerId);
  const capacity = holds.customers.capacity();
  if (holds.seatsOfCustomer.length < capacity) {
    holds.seatsOfCustomer = widen(holds.seatsOfCustomer, new Int32Array(capacity));
  }
  return row;
}

function widenColumns(holds: HoldTable): void {
  const capacity = holds.ids.capacity();
  holds.state = widen(holds.state, new Uint8Array(capacity));
  holds.extended = widen(holds.extended, new Uint8Array(capacity));
  holds.customer = widen(holds.customer, new Int32Array(capacity));
  holds.booking = widen(holds.booking, new Int32Array(capacity));
  holds.firstSeat = widen(holds.firstSeat, new Int32Array(capacity));
  holds.seatsCount = widen(holds.seatsCount, new Int32Array(capacity));
  holds.seatsLeft = widen(holds.seatsLeft, new Int32Array(capacity));
  holds.fence = widen(holds.fence, new Float64Array(capacity));
  holds.takenAtMs = widen(holds.takenAtMs, new Float64Array(capacity));
  holds.expiresAtMs = widen(holds.expiresAtMs, new Float64Array(capacity));
  holds.queuedAtMs = widen(holds.queuedAtMs, new Float64Array(capacity));
  holds.forgetAtMs = widen(holds.forgetAtMs, new Float64Array(capacity));
}
