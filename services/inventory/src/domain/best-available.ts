import { seatStatus } from '@ticketing/contracts';
import type { Stretch } from './layout.ts';
import type { SeatState } from './seat-state.ts';
import { findSplitSeats } from './split-seats.ts';

export interface BestQuery {
  /** Index into the layout's levels. */
  readonly level: number;
  /** 1 to 20. */
  readonly quantity: number;
  /** Empty: any. */
  readonly sectionId: string;
}

/**
 * The best free seats of a level, ascending: neighbours in the line nearest to the stage, there the ones
 * nearest to the axis of the hall; among choices of one distance, those that leave no seat alone come
 * first. Standing areas give their lowest numbers. Where no neighbours are left, the fewest groups that
 * lie nearest. Undefined when fewer seats are free than asked for.
 */
export function findBestSeats(state: SeatState, query: BestQuery): number[] | undefined {
  const { quantity, sectionId } = query;
  if ((state.freeOfLevel[query.level] as number) < quantity) return undefined;
  const ofLevel = state.layout.stretchesOfLevel[query.level] ?? [];
  const stretches =
    sectionId === '' ? ofLevel : ofLevel.filter((stretch) => stretch.sectionId === sectionId);
  return (
    findNeighbours(state, stretches, quantity) ??
    findStanding(state, stretches, quantity) ??
    findSplitSeats(state, stretches, quantity)
  );
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
  quantity: number,
): number[] | undefined {
  const best = { ...noChoice };
  for (const stretch of nearestFirst) {
    if (stretch.distance > best.distance || stretch.standing) break;
    if ((state.freeOfStretch[stretch.index] as number) < quantity) continue;
    improveByBlocksOf(state, stretch, quantity, best);
  }
  return best.first === -1 ? undefined : seatsFrom(best.first, quantity);
}

/** Walks the stretch's blocks of free neighbours that are long enough. */
function improveByBlocksOf(
  state: SeatState,
  stretch: Stretch,
  quantity: number,
  best: Choice,
): void {
  let blockFirst = -1;
  for (let seatNo = stretch.first; seatNo <= stretch.end; seatNo += 1) {
    const free = seatNo < stretch.end && state.status[seatNo] === seatStatus.available;
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
  const { status, firstFreeOfStretch } = state;
  const seatNos: number[] = [];
  let seatNo = firstFreeOfStretch[stretch.index] as number;
  while (status[seatNo] !== seatStatus.available) seatNo += 1;
  // Remembered, so that the next search does not walk over the sold places again.
  firstFreeOfStretch[stretch.index] = seatNo;
  for (; seatNos.length < quantity; seatNo += 1) {
    if (status[seatNo] === seatStatus.available) seatNos.push(seatNo);
  }
  return seatNos;
}

const seatsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, place) => first + place);
