import { seatStatus } from '@ticketing/contracts';
import { levelNone } from './layout.ts';
import type { SeatState } from './seat-state.ts';

/** Faults that are told of one state; more say nothing new. */
const faultsMax = 100;
/** Customers are counted in so many parts: a large hall has tens of thousands. */
const customerParts = 4;

/**
 * Counts anew all that a state keeps as numbers, from each seat's status and owner. Returns what does
 * not agree, each fault beginning with the invariant that it breaks: I2 (available + held + sold +
 * blocked = capacity, and all that follows from single seats) or I9 (what is counted for a customer).
 * A customer may have more than the limit, because the limit may have been lowered since.
 */
export function verifyState(state: SeatState): string[] {
  return verifications.flatMap((verify) => verify(state)).slice(0, faultsMax);
}

/** The parts of it, each true of one moment by itself, so that a large state need not be read in one go. */
export const verifications: readonly ((state: SeatState) => string[])[] = [
  faultsOfSeats,
  faultsOfHolds,
  faultsOfCounts,
  faultsOfStretches,
  ...Array.from(
    { length: customerParts },
    (_, part) => (state: SeatState) => faultsOfCustomers(state, part),
  ),
];

const names: Record<number, string> = Object.fromEntries(
  Object.entries(seatStatus).map(([name, value]) => [value, name]),
);

/** Every seat is in one of the four states, and its owner agrees with it. */
function faultsOfSeats({ layout, status, owners, holds }: SeatState): string[] {
  const faults: string[] = [];
  if (status.length !== layout.capacity) {
    faults.push(`I2 ${status.length} seats have a status, of ${layout.capacity}`);
  }
  for (let seatNo = 0; seatNo < status.length; seatNo += 1) {
    const value = status[seatNo] as number;
    const name = names[value];
    const owner = owners[seatNo];
    if (name === undefined) faults.push(`I2 seat ${seatNo} has the unknown status ${value}`);
    else if (name === 'held' || name === 'sold') {
      if (owner?.state !== name) faults.push(`I2 seat ${seatNo} is ${name} without such a hold`);
    } else if (owner !== undefined) {
      faults.push(`I2 seat ${seatNo} is ${name}, but hold ${owner.id} has it`);
    }
    if (owner !== undefined && holds.get(owner.id) !== owner) {
      faults.push(`I2 seat ${seatNo} belongs to ${owner.id}, which is no hold any more`);
    }
    if (layout.levels[seatNo] === levelNone && name !== 'blocked') {
      faults.push(`I2 seat ${seatNo} is ${name}, but not on sale`);
    }
  }
  return faults;
}

function faultsOfHolds({ holds, owners, heldCount }: SeatState): string[] {
  const faults: string[] = [];
  let held = 0;
  for (const hold of holds.values()) {
    if (hold.state === 'held') held += 1;
    const seats = hold.seatNos.filter((seatNo) => owners[seatNo] === hold).length;
    if (seats !== hold.seatsLeft) {
      faults.push(`I2 hold ${hold.id} has ${seats} seats, but counts ${hold.seatsLeft}`);
    }
    if (hold.state === 'held' && seats !== hold.seatNos.length) {
      faults.push(`I2 hold ${hold.id} lost seats while it was held`);
    }
  }
  if (held !== heldCount) faults.push(`I2 ${held} holds stand, but ${heldCount} are counted`);
  return faults;
}

function faultsOfCounts({ layout, status, freeOfLevel, freeSeats }: SeatState): string[] {
  const faults: string[] = [];
  const free = layout.levelCodes.map(() => 0);
  for (let seatNo = 0; seatNo < status.length; seatNo += 1) {
    const isFree = status[seatNo] === seatStatus.available;
    if (freeSeats.has(seatNo) !== isFree) faults.push(`I2 seat ${seatNo} has the wrong bit`);
    const level = layout.levels[seatNo] as number;
    if (isFree && level !== levelNone) free[level] = (free[level] ?? 0) + 1;
  }
  for (const [level, count] of free.entries()) {
    const kept = freeOfLevel[level];
    const code = layout.levelCodes[level];
    if (kept !== count) faults.push(`I2 level ${code} has ${count} seats, but counts ${kept}`);
  }
  return faults;
}

function faultsOfStretches(state: SeatState): string[] {
  const { layout, status, freeOfStretch, firstFreeOfStretch, longestOfStretch } = state;
  const faults: string[] = [];
  for (const { index, first, end } of layout.stretches) {
    let free = 0;
    let length = 0;
    let longest = 0;
    let firstFree = end;
    for (let seatNo = first; seatNo < end; seatNo += 1) {
      const isFree = status[seatNo] === seatStatus.available;
      length = isFree ? length + 1 : 0;
      longest = Math.max(longest, length);
      if (!isFree) continue;
      free += 1;
      firstFree = Math.min(firstFree, seatNo);
    }
    const wrong =
      freeOfStretch[index] !== free ||
      (firstFreeOfStretch[index] as number) > firstFree ||
      ![-1, longest].includes(longestOfStretch[index] as number);
    if (wrong) faults.push(`I2 the seats from ${first} to ${end - 1} are counted wrongly`);
  }
  return faults;
}

function faultsOfCustomers({ owners, seatsOfCustomer }: SeatState, part: number): string[] {
  const isOfPart = (id: string) => id.charCodeAt(id.length - 1) % customerParts === part;
  const counted = new Map<string, number>();
  for (let seatNo = 0; seatNo < owners.length; seatNo += 1) {
    const customerId = owners[seatNo]?.customerId;
    if (customerId === undefined || !isOfPart(customerId)) continue;
    counted.set(customerId, (counted.get(customerId) ?? 0) + 1);
  }
  const faults: string[] = [];
  const compare = (customerId: string, seats: number, kept: number): void => {
    if (seats !== kept) faults.push(`I9 ${customerId} has ${seats} seats, but ${kept} are counted`);
  };
  for (const [customerId, kept] of seatsOfCustomer) {
    if (isOfPart(customerId)) compare(customerId, counted.get(customerId) ?? 0, kept);
  }
  for (const [customerId, seats] of counted) {
    if (!seatsOfCustomer.has(customerId)) compare(customerId, seats, 0);
  }
  return faults;
}
