import { seatStatus } from '@ticketing/contracts';
import { holdState, readHold } from './hold-table.ts';
import { levelNone } from './layout.ts';
import type { SeatState } from './seat-state.ts';
import { noRow } from './text-rows.ts';

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
    const owner = owners[seatNo] ?? noRow;
    if (name === undefined) faults.push(`I2 seat ${seatNo} has the unknown status ${value}`);
    else if (name === 'held' || name === 'sold') {
      const has = owner !== noRow && holds.state[owner] === holdState[name];
      if (!has) faults.push(`I2 seat ${seatNo} is ${name} without such a hold`);
    } else if (owner !== noRow) {
      faults.push(`I2 seat ${seatNo} is ${name}, but hold ${holds.ids.textAt(owner)} has it`);
    }
    if (owner !== noRow && !holds.ids.has(owner)) {
      const holdId = holds.ids.textAt(owner);
      faults.push(`I2 seat ${seatNo} belongs to ${holdId}, which is no hold any more`);
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
  for (const row of holds.ids.rows()) {
    const hold = readHold(holds, row);
    const isHeld = hold.state === holdState.held;
    if (isHeld) held += 1;
    const seats = hold.seatNos.filter((seatNo) => owners[seatNo] === row).length;
    if (seats !== hold.seatsLeft) {
      faults.push(`I2 hold ${hold.id} has ${seats} seats, but counts ${hold.seatsLeft}`);
    }
    if (isHeld && seats !== hold.seatNos.length) {
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

function faultsOfCustomers({ owners, holds }: SeatState, part: number): string[] {
  const isOfPart = (customer: number) => customer % customerParts === part;
  const counted = new Map<number, number>();
  for (let seatNo = 0; seatNo < owners.length; seatNo += 1) {
    const owner = owners[seatNo] as number;
    const customer = owner === noRow ? noRow : (holds.customer[owner] as number);
    if (customer === noRow || !isOfPart(customer)) continue;
    counted.set(customer, (counted.get(customer) ?? 0) + 1);
  }
  const faults: string[] = [];
  for (const customer of holds.customers.rows()) {
    if (!isOfPart(customer)) continue;
    const [seats, kept] = [counted.get(customer) ?? 0, holds.seatsOfCustomer[customer]];
    if (seats === kept) continue;
    const customerId = holds.customers.textAt(customer);
    faults.push(`I9 ${customerId} has ${seats} seats, but ${kept} are counted`);
  }
  return faults;
}
