import { seatStatus } from '@ticketing/contracts';
import type { Layout } from './layout.ts';
import { createTimeQueue, type TimeQueue } from './time-queue.ts';

/**
 * `held` -> `released`, or `sold` -> (all seats given back) `returned`. An expired hold is forgotten: its
 * id may be taken anew, under a new fence.
 */
export type HoldState = 'held' | 'released' | 'sold' | 'returned';

export interface Hold {
  readonly id: string;
  readonly customerId: string;
  readonly seatNos: readonly number[];
  /** Sequence of the journal row that took it. */
  readonly fence: number;
  readonly expiresAtMs: number;
  state: HoldState;
  /** Once sold. */
  bookingId: string | undefined;
  /** How many of the seats it has still. */
  seatsLeft: number;
  /** Of `released` and `returned`: when its id is forgotten. */
  forgetAtMs: number;
}

export interface SeatReturn {
  readonly id: string;
  readonly bookingId: string;
  readonly seatNos: readonly number[];
  readonly forgetAtMs: number;
}

/** One performance's seats. Only `applyEffect` and `finishBatch` change it. */
export interface SeatState {
  readonly layout: Layout;
  /** Sequence of the last batch; 0 when nothing ever happened. */
  version: number;
  /** The writer's clock at the last batch; it never goes back. */
  nowMs: number;
  ticketsPerCustomerMax: number;
  /** Cancelled: nothing new is held or sold. */
  closed: boolean;
  termsRevision: number;
  /** One byte a seat; values of `seatStatus`. */
  readonly status: Uint8Array;
  /** Who holds or owns each seat. */
  readonly owners: (Hold | undefined)[];
  readonly holds: Map<string, Hold>;
  readonly returns: Map<string, SeatReturn>;
  /** How many seats each customer holds and owns. */
  readonly seatsOfCustomer: Map<string, number>;
  readonly expiries: TimeQueue<Hold>;
  readonly forgets: TimeQueue<Hold | SeatReturn>;
  heldCount: number;
  /** Available seats of each level. */
  readonly freeOfLevel: Int32Array;
  /** Available seats of each stretch. */
  readonly freeOfStretch: Int32Array;
  /** No seat of the stretch before this one is available. */
  readonly firstFreeOfStretch: Int32Array;
  /** Seats whose status changed since someone emptied this list; a seat may be in it twice. */
  changed: number[];
}

/** A performance as it opens: all seats available but those blocked from the start. */
export function createSeatState(layout: Layout, ticketsPerCustomerMax: number): SeatState {
  const status = new Uint8Array(layout.capacity);
  const freeOfLevel = new Int32Array(256);
  const freeOfStretch = new Int32Array(layout.stretches.length);
  for (const stretch of layout.stretches) {
    for (let seatNo = stretch.first; seatNo < stretch.end; seatNo += 1) {
      if (layout.isBlocked(seatNo)) {
        status[seatNo] = seatStatus.blocked;
      } else {
        addTo(freeOfLevel, layout.levels[seatNo] as number, 1);
        addTo(freeOfStretch, stretch.index, 1);
      }
    }
  }
  return {
    layout,
    version: 0,
    nowMs: 0,
    ticketsPerCustomerMax,
    closed: false,
    termsRevision: 0,
    status,
    owners: new Array<Hold | undefined>(layout.capacity).fill(undefined),
    holds: new Map(),
    returns: new Map(),
    seatsOfCustomer: new Map(),
    expiries: createTimeQueue(),
    forgets: createTimeQueue(),
    heldCount: 0,
    freeOfLevel,
    freeOfStretch,
    firstFreeOfStretch: Int32Array.from(layout.stretches, (stretch) => stretch.first),
    changed: [],
  };
}

/** Gives available seats to a hold: all of its own, but for a hold that gave some back before. */
export function takeSeats(state: SeatState, hold: Hold, seatNos = hold.seatNos): void {
  const { layout, status, owners } = state;
  for (const seatNo of seatNos) {
    if (status[seatNo] !== seatStatus.available) throw new Error(`seat ${seatNo} is not free`);
    status[seatNo] = seatStatus.held;
    owners[seatNo] = hold;
    addTo(state.freeOfLevel, layout.levels[seatNo] as number, -1);
    addTo(state.freeOfStretch, layout.stretchOfSeat[seatNo] as number, -1);
    state.changed.push(seatNo);
  }
  countForCustomer(state, hold.customerId, seatNos.length);
}

/** Turns all of a hold's seats from held to sold. */
export function sellSeats(state: SeatState, hold: Hold): void {
  for (const seatNo of hold.seatNos) {
    if (state.owners[seatNo] !== hold) throw new Error(`seat ${seatNo} is another hold's`);
    state.status[seatNo] = seatStatus.sold;
    state.changed.push(seatNo);
  }
}

/** Makes a hold's seats, all or some of them, available. */
export function freeSeats(state: SeatState, hold: Hold, seatNos: readonly number[]): void {
  const { layout, status, owners, firstFreeOfStretch } = state;
  for (const seatNo of seatNos) {
    if (owners[seatNo] !== hold) throw new Error(`seat ${seatNo} is another hold's`);
    status[seatNo] = seatStatus.available;
    owners[seatNo] = undefined;
    const stretch = layout.stretchOfSeat[seatNo] as number;
    addTo(state.freeOfLevel, layout.levels[seatNo] as number, 1);
    addTo(state.freeOfStretch, stretch, 1);
    if (seatNo < (firstFreeOfStretch[stretch] as number)) firstFreeOfStretch[stretch] = seatNo;
    state.changed.push(seatNo);
  }
  hold.seatsLeft -= seatNos.length;
  countForCustomer(state, hold.customerId, -seatNos.length);
}

function countForCustomer(state: SeatState, customerId: string, change: number): void {
  if (change === 0) return;
  const count = (state.seatsOfCustomer.get(customerId) ?? 0) + change;
  if (count === 0) state.seatsOfCustomer.delete(customerId);
  else state.seatsOfCustomer.set(customerId, count);
}

function addTo(counts: Int32Array, index: number, change: number): void {
  counts[index] = (counts[index] as number) + change;
}
