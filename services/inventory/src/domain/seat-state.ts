import { seatStatus } from '@ticketing/contracts';
import { createFreeSeats, type FreeSeats } from './free-seats.ts';
import { createHoldTable, type HoldTable, holdState, seatNosOf } from './hold-table.ts';
import { type Layout, levelNone } from './layout.ts';
import { noRow } from './text-rows.ts';
import { createTimeQueue, type TimeQueue } from './time-queue.ts';

/** Remembered so that the same change asked for again has no second effect. */
export interface BlockChange {
  readonly id: string;
  readonly block: readonly number[];
  readonly release: readonly number[];
  readonly forgetAtMs: number;
}

export interface SeatReturn {
  readonly id: string;
  readonly bookingId: string;
  readonly seatNos: readonly number[];
  readonly forgetAtMs: number;
}

/** What the state forgets when its time has come, beside holds. */
export type Remembered =
  | { readonly kind: 'return'; readonly item: SeatReturn }
  | { readonly kind: 'block_change'; readonly item: BlockChange };

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
  /** Choices that would leave a seat alone without need are refused. */
  preventSingleSeats: boolean;
  /** From then on wheelchair places and companion seats are everybody's; Infinity: never. */
  accessibleReleaseAtMs: number;
  /** One byte a seat; values of `seatStatus`. */
  readonly status: Uint8Array;
  /** Who holds or owns each seat: a row of `holds`, or `noRow`. */
  readonly owners: Int32Array;
  readonly holds: HoldTable;
  readonly returns: Map<string, SeatReturn>;
  readonly blockChanges: Map<string, BlockChange>;
  /** Rows of holds that may have to expire. */
  readonly expiries: TimeQueue<number>;
  /** Rows of holds that ended. */
  readonly holdForgets: TimeQueue<number>;
  readonly forgets: TimeQueue<Remembered>;
  heldCount: number;
  /** Available seats of each level. */
  readonly freeOfLevel: Int32Array;
  /** Available seats of each stretch. */
  readonly freeOfStretch: Int32Array;
  /** No seat of the stretch before this one is available. */
  readonly firstFreeOfStretch: Int32Array;
  /**
   * The longest row of available neighbours in each stretch; -1 where it is to be counted anew. A search
   * for neighbours passes over stretches that have none so long.
   */
  readonly longestOfStretch: Int32Array;
  readonly freeSeats: FreeSeats;
  /** Seats whose status changed since someone emptied this list; a seat may be in it twice. */
  changed: number[];
}

/** A performance as it opens: all seats available but those blocked from the start. */
export function createSeatState(layout: Layout, ticketsPerCustomerMax: number): SeatState {
  const status = new Uint8Array(layout.capacity);
  const freeOfLevel = new Int32Array(256);
  const freeSeats = createFreeSeats(layout.capacity);
  const freeOfStretch = new Int32Array(layout.stretches.length);
  for (const stretch of layout.stretches) {
    for (let seatNo = stretch.first; seatNo < stretch.end; seatNo += 1) {
      if (layout.isBlocked(seatNo)) {
        status[seatNo] = seatStatus.blocked;
      } else {
        addTo(freeOfLevel, layout.levels[seatNo] as number, 1);
        addTo(freeOfStretch, stretch.index, 1);
        freeSeats.set(seatNo, true);
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
    preventSingleSeats: layout.preventSingleSeats,
    accessibleReleaseAtMs: layout.accessibleReleaseAtMs,
    status,
    owners: new Int32Array(layout.capacity).fill(noRow),
    holds: createHoldTable(layout.capacity),
    returns: new Map(),
    blockChanges: new Map(),
    expiries: createTimeQueue(),
    holdForgets: createTimeQueue(),
    forgets: createTimeQueue(),
    heldCount: 0,
    freeOfLevel,
    freeOfStretch,
    firstFreeOfStretch: Int32Array.from(layout.stretches, (stretch) => stretch.first),
    longestOfStretch: new Int32Array(layout.stretches.length).fill(-1),
    freeSeats,
    changed: [],
  };
}

/** Gives available seats to a hold: all of its own, but for a hold that gave some back before. */
export function takeSeats(state: SeatState, hold: number, seatNos: readonly number[]): void {
  for (const seatNo of seatNos) {
    makeUnavailable(state, seatNo, seatStatus.held);
    state.owners[seatNo] = hold;
  }
  countForCustomer(state, hold, seatNos.length);
}

/** Turns all of a hold's seats from held to sold. */
export function sellSeats(state: SeatState, hold: number): void {
  for (const seatNo of seatNosOf(state.holds, hold)) {
    if (state.owners[seatNo] !== hold) throw new Error(`seat ${seatNo} is another hold's`);
    state.status[seatNo] = seatStatus.sold;
    state.changed.push(seatNo);
  }
}

/** Makes a hold's seats, all or some of them, available. */
export function freeSeats(state: SeatState, hold: number, seatNos: readonly number[]): void {
  const { owners, holds } = state;
  for (const seatNo of seatNos) {
    if (owners[seatNo] !== hold) throw new Error(`seat ${seatNo} is another hold's`);
    owners[seatNo] = noRow;
    makeAvailable(state, seatNo);
  }
  addTo(holds.seatsLeft, hold, -seatNos.length);
  countForCustomer(state, hold, -seatNos.length);
}

/** Puts a hold into the queue of expiries; a place that it has there already is an old one from now on. */
export function queueExpiry(state: SeatState, hold: number, atMs: number): void {
  state.holds.queuedAtMs[hold] = atMs;
  state.expiries.add(atMs, hold);
}

/**
 * Takes the earliest hold that stands and whose place in the queue has come; undefined when there is none.
 * It must expire, or be put into the queue again.
 */
export function takeExpiry(state: SeatState, nowMs: number): number | undefined {
  const { expiries, holds } = state;
  for (let hold = expiries.takeDue(nowMs); hold !== undefined; hold = expiries.takeDue(nowMs)) {
    // Otherwise it is a place of a hold that was in the row before, or one that ended.
    const isDue = (holds.queuedAtMs[hold] as number) <= nowMs;
    if (!isDue || holds.state[hold] !== holdState.held || !holds.ids.has(hold)) continue;
    holds.queuedAtMs[hold] = Number.POSITIVE_INFINITY;
    return hold;
  }
  return undefined;
}

/** Holds available seats back for the organizer. */
export function blockSeats(state: SeatState, seatNos: readonly number[]): void {
  for (const seatNo of seatNos) makeUnavailable(state, seatNo, seatStatus.blocked);
}

/** Puts blocked seats on sale. */
export function unblockSeats(state: SeatState, seatNos: readonly number[]): void {
  for (const seatNo of seatNos) {
    if (state.status[seatNo] !== seatStatus.blocked || state.layout.levels[seatNo] === levelNone) {
      throw new Error(`seat ${seatNo} is not blocked`);
    }
    makeAvailable(state, seatNo);
  }
}

function makeUnavailable(state: SeatState, seatNo: number, newStatus: number): void {
  const { status } = state;
  if (status[seatNo] !== seatStatus.available) throw new Error(`seat ${seatNo} is not free`);
  status[seatNo] = newStatus;
  countFree(state, seatNo, -1);
}

function makeAvailable(state: SeatState, seatNo: number): void {
  state.status[seatNo] = seatStatus.available;
  countFree(state, seatNo, 1);
}

/** Keeps up all that follows from a seat being available (1) or no more (-1). */
function countFree(state: SeatState, seatNo: number, change: 1 | -1): void {
  const { layout, firstFreeOfStretch } = state;
  const stretch = layout.stretchOfSeat[seatNo] as number;
  addTo(state.freeOfLevel, layout.levels[seatNo] as number, change);
  addTo(state.freeOfStretch, stretch, change);
  state.longestOfStretch[stretch] = -1;
  state.freeSeats.set(seatNo, change === 1);
  if (change === 1 && seatNo < (firstFreeOfStretch[stretch] as number)) {
    firstFreeOfStretch[stretch] = seatNo;
  }
  state.changed.push(seatNo);
}

function countForCustomer({ holds }: SeatState, hold: number, change: number): void {
  addTo(holds.seatsOfCustomer, holds.customer[hold] as number, change);
}

function addTo(counts: Int32Array, index: number, change: number): void {
  counts[index] = (counts[index] as number) + change;
}
