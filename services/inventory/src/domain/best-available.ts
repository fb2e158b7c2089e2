import { seatStatus } from '@ticketing/contracts';
import { findAccessibleSeats } from './best-accessible.ts';
import { areSeatsKept, isOffered } from './kept-seats.ts';
import type { Stretch } from './layout.ts';
import type { SeatState } from './seat-state.ts';
import { findSplitSeats } from './split-seats.ts';

/** Where single seats are prevented: how much further the seats may be to leave none. */
const furtherForNoSingles = 9 / 8;

export interface BestQuery {
  /** Index into the layout's levels. */
  readonly level: number;
  /** 1 to 20. */
  readonly quantity: number;
  /** Empty: any. */
  readonly sectionId: string;
  /** The writer's clock: it decides whether seats are kept for wheelchair users. */
  readonly nowMs: number;
  /** A wheelchair place first; see `findAccessibleSeats`. */
  readonly accessible: boolean;
}

/**
 * The best free seats of a level, ascending: neighbours in the line nearest to the stage, there the ones
 * nearest to the axis of the hall; among choices of one distance, those that leave no seat alone come
 * first. The organizer's ranking goes before single seats, but where the organizer prevents these, a
 * line up to an eighth further away that leaves none is taken instead. Standing areas give their lowest
 * numbers. Where no neighbours are left, the fewest groups that lie nearest. Seats that are kept for
 * wheelchair users count as taken. Undefined when fewer seats are free than asked for.
 */
export function findBestSeats(state: SeatState, query: BestQuery): number[] | undefined {
  const { quantity, sectionId, nowMs } = query;
  if ((state.freeOfLevel[query.level] as number) < quantity) return undefined;
  const ofLevel = state.layout.stretchesOfLevel[query.level] ?? [];
  const stretches =
    sectionId === '' ? ofLevel : ofLevel.filter((stretch) => stretch.sectionId === sectionId);
  if (query.accessible) return findAccessibleSeats(state, stretches, quantity);
  const wanted = { quantity, kept: areSeatsKept(state, nowMs) };
  return (
    findNeighbours(state, stretches, wanted) ??
    findStanding(state, stretches, quantity) ??
    findSplitSeats(state, stretches, wanted)
  );
}

interface Wanted {
  readonly quantity: number;
  /** Whether wheelchair places and companion seats are not to be given. */
  readonly kept: boolean;
}

/** A place in a line: `quantity` free neighbours from `first` on. */
interface Choice {
  first: number;
  distance: number;
  /** How many seats it would leave alone, between what is taken and what it takes: 0 to 2. */
  singles: number;
  /** Seats between its middle and the axis. */
  offset: number;
}

const noChoice: Choice = { first: -1, distance: Infinity, singles: 3, offset: Infinity };

function findNeighbours(
  state: SeatState,
  nearestFirst: readonly Stretch[],
  wanted: Wanted,
): number[] | undefined {
  const { quantity } = wanted;
  const best = { ...noChoice };
  // The first line's choice, while lines behind it are searched for one that leaves no single seat.
  let nearest: Choice | undefined;
  for (const stretch of nearestFirst) {
    if (stretch.standing || stretch.distance > reachOf(state, nearest ?? best)) break;
    if (longestOf(state, stretch) < quantity) continue;
    if (stretch.distance > best.distance) {
      if (best.singles === 0) break;
      nearest ??= { ...best };
      Object.assign(best, noChoice);
    }
    improveByBlocksOf(state, stretch, wanted, best);
  }
  const choice = nearest !== undefined && best.singles > 0 ? nearest : best;
  return choice.first === -1 ? undefined : seatsFrom(choice.first, quantity);
}

/** How far from the stage it is worth to look, once there is a choice. */
function reachOf({ preventSingleSeats }: SeatState, { distance, singles }: Choice): number {
  return preventSingleSeats && singles > 0 ? distance * furtherForNoSingles : distance;
}

/** Of available seats, whether they are kept or not: never less than what can be given. */
function longestOf(state: SeatState, { index, first, end }: Stretch): number {
  const known = state.longestOfStretch[index] as number;
  if (known !== -1) return known;
  let longest = 0;
  let length = 0;
  for (let seatNo = first; seatNo < end; seatNo += 1) {
    length = state.status[seatNo] === seatStatus.available ? length + 1 : 0;
    if (length > longest) longest = length;
  }
  state.longestOfStretch[index] = longest;
  return longest;
}

/** Walks the stretch's blocks of free neighbours that are long enough. */
function improveByBlocksOf(
  state: SeatState,
  stretch: Stretch,
  { quantity, kept }: Wanted,
  best: Choice,
): void {
  let blockFirst = -1;
  for (let seatNo = stretch.first; seatNo <= stretch.end; seatNo += 1) {
    const free = seatNo < stretch.end && isOffered(state, seatNo, kept);
    if (free && blockFirst === -1) blockFirst = seatNo;
    if (free || blockFirst === -1) continue;
    for (let first = blockFirst; first + quantity <= seatNo; first += 1) {
      const before = first - blockFirst;
      const after = seatNo - first - quantity;
      const singles = (before === 1 ? 1 : 0) + (after === 1 ? 1 : 0);
      const offset = Math.abs(first + (quantity - 1) / 2 - stretch.centre);
      if (isBetter(stretch.distance, singles, offset, best)) {
        Object.assign(best, { first, distance: stretch.distance, singles, offset });
      }
    }
    blockFirst = -1;
  }
}

function isBetter(distance: number, singles: number, offset: number, best: Choice): boolean {
  if (distance !== best.distance) return distance < best.distance;
  if (singles !== best.singles) return singles < best.singles;
  return offset < best.offset;
}

/** Entry numbers are given in order; neighbours mean nothing where people stand. */
function findStanding(
  state: SeatState,
  stretches: readonly Stretch[],
  quantity: number,
): number[] | undefined {
  const area = stretches.find(
    (stretch) => stretch.standing && (state.freeOfStretch[stretch.index] as number) >= quantity,
  );
  return area && lowestFree(state, area, quantity);
}

/** The lowest free seats of a stretch that has at least so many. */
function lowestFree(state: SeatState, stretch: Stretch, quantity: number): number[] {
  const { freeSeats, firstFreeOfStretch } = state;
  const seatNos: number[] = [];
  let seatNo = freeSeats.nextFrom(firstFreeOfStretch[stretch.index] as number, stretch.end);
  // Remembered, so that the next search does not walk over the sold places again.
  firstFreeOfStretch[stretch.index] = seatNo;
  for (; seatNos.length < quantity; seatNo = freeSeats.nextFrom(seatNo + 1, stretch.end)) {
    seatNos.push(seatNo);
  }
  return seatNos;
}

const seatsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, place) => first + place);
