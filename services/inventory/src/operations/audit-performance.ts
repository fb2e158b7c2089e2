import type { Result } from '../domain/commands.ts';
import { type Hold, holdState, readHold } from '../domain/hold-table.ts';
import type { SeatState } from '../domain/seat-state.ts';
import { noRow } from '../domain/text-rows.ts';
import { verifications } from '../domain/verify-state.ts';
import type { AuditStore, SoldSeat } from '../storage/sold-seats.ts';
import { auditReadsMax, auditSeatsMax, auditTellsMax } from './limits.ts';
import type { KeeperReply } from './performance-slot.ts';
import type { Scheduler } from './scheduler.ts';
import type { SeatKeeper } from './seat-keeper.ts';

export interface AuditDependencies {
  readonly seats: Pick<SeatKeeper, 'readCommitted'>;
  readonly store: AuditStore;
  readonly scheduler: Pick<Scheduler, 'nextTurn'>;
}

/** Who has a seat; without a booking it is only held. */
export interface AuditedSeat {
  readonly seatNo: number;
  readonly holdId: string;
  readonly customerId: string;
  readonly bookingId?: string;
}

export interface AuditPage {
  readonly result: Result;
  /** With NOT_LEADER, as in `KeeperReply`. */
  readonly leader?: string;
  readonly version: number;
  /** Of the whole performance, with its first page. */
  readonly faults: readonly string[];
  /** Seats of the page that the memory and the table of sold seats tell differently. */
  readonly differences: readonly string[];
  /** Sold by the table, or held by the memory. */
  readonly seats: readonly AuditedSeat[];
  readonly customerSeatsMax: number;
  /** Undefined: this was the last page. */
  readonly nextSeatNo: number | undefined;
}

/**
 * What inventory knows of the seats from `fromSeatNo` on, at most `auditSeatsMax` of them, and whether that
 * agrees with itself: the memory's counts, the memory and the table, customers and their limit. The state is
 * read in short turns between batches, so that commands go on meanwhile.
 */
export async function auditPerformance(
  dependencies: AuditDependencies,
  { performanceId, fromSeatNo }: { performanceId: string; fromSeatNo: number },
): Promise<AuditPage> {
  const customerSeatsMax = await dependencies.store.readHighestLimit(performanceId);
  const faults =
    fromSeatNo === 0 ? await findFaults(dependencies, { performanceId, customerSeatsMax }) : [];
  if ('result' in faults) return nothing(faults);
  const page = await readPage(dependencies, { performanceId, fromSeatNo });
  if ('result' in page) return nothing(page);
  return { result: 'OK', customerSeatsMax, faults, ...page };
}

const nothing = ({ result, leader }: KeeperReply): AuditPage => ({
  result,
  ...(leader !== undefined && { leader }),
  version: 0,
  faults: [],
  differences: [],
  seats: [],
  customerSeatsMax: 0,
  nextSeatNo: undefined,
});

/** What does not agree in the memory, one question a turn. */
async function findFaults(
  { seats, scheduler }: AuditDependencies,
  { performanceId, customerSeatsMax }: { performanceId: string; customerSeatsMax: number },
): Promise<string[] | KeeperReply> {
  const beyondLimit = (state: SeatState) => findBeyondLimit(state, customerSeatsMax);
  const found: string[] = [];
  for (const question of [...verifications, beyondLimit]) {
    const faults = await seats.readCommitted(performanceId, question);
    if ('result' in faults) return faults;
    found.push(...faults.slice(0, auditTellsMax));
    await scheduler.nextTurn();
  }
  return found.slice(0, auditTellsMax);
}

function findBeyondLimit(state: SeatState, highest: number): string[] {
  const { holds, ticketsPerCustomerMax } = state;
  const limit = Math.max(highest, ticketsPerCustomerMax);
  const faults: string[] = [];
  for (const customer of holds.customers.rows()) {
    const count = holds.seatsOfCustomer[customer] as number;
    if (count <= limit) continue;
    const customerId = holds.customers.textAt(customer);
    faults.push(`I9 ${customerId} has ${count} seats, and ${limit} are allowed`);
  }
  return faults;
}

type SeatInMemory = Pick<Hold, 'id' | 'fence' | 'customerId' | 'state' | 'bookingId'>;

/** The owners of a range of seats, in a moment when all was committed. */
interface Moment {
  readonly version: number;
  readonly capacity: number;
  readonly owners: readonly (SeatInMemory | undefined)[];
}

/**
 * The table is read between two looks at the memory. When a sale went on meanwhile it is read again, and in
 * the end only those seats are compared that both looks tell alike.
 */
async function readPage(
  { seats, store }: AuditDependencies,
  { performanceId, fromSeatNo }: { performanceId: string; fromSeatNo: number },
) {
  const range = { from: fromSeatNo, to: fromSeatNo + auditSeatsMax };
  const look = () => seats.readCommitted(performanceId, (state) => momentOf(state, range));
  for (let reads = 1; ; reads += 1) {
    const before = await look();
    if ('result' in before) return before;
    const sold = await store.readSoldSeats(performanceId, range);
    const after = await look();
    if ('result' in after) return after;
    const stoodStill = before.version === after.version;
    if (!stoodStill && reads < auditReadsMax) continue;
    const { version, capacity } = after;
    return {
      version,
      differences: findDifferences({ before, after }, sold, fromSeatNo).slice(0, auditTellsMax),
      seats: [...sold.map(toAudited), ...heldIn(after, fromSeatNo)],
      nextSeatNo: range.to < capacity ? range.to : undefined,
    };
  }
}

const momentOf = (state: SeatState, { from, to }: { from: number; to: number }): Moment => ({
  version: state.version,
  capacity: state.layout.capacity,
  owners: Array.from(state.owners.subarray(from, to), (row) =>
    row === noRow ? undefined : readHold(state.holds, row),
  ),
});

const toAudited = ({ seatNo, holdId, customerId, bookingId }: SoldSeat): AuditedSeat => ({
  seatNo,
  holdId,
  customerId,
  bookingId,
});

const heldIn = ({ owners }: Moment, fromSeatNo: number): AuditedSeat[] =>
  owners.flatMap((owner, place) =>
    owner?.state === holdState.held
      ? [{ seatNo: fromSeatNo + place, holdId: owner.id, customerId: owner.customerId }]
      : [],
  );

function findDifferences(
  { before, after }: { before: Moment; after: Moment },
  sold: readonly SoldSeat[],
  fromSeatNo: number,
): string[] {
  const rows = new Map(sold.map((row) => [row.seatNo, row]));
  const found: string[] = [];
  for (let place = 0; place < auditSeatsMax; place += 1) {
    const owner = after.owners[place];
    const earlier = before.owners[place];
    if (owner?.id !== earlier?.id || owner?.fence !== earlier?.fence) continue;
    if (owner?.state !== earlier?.state) continue;
    const seatNo = fromSeatNo + place;
    const difference = differenceOf(owner, rows.get(seatNo));
    if (difference !== undefined)
      found.push(`${difference.invariant} seat ${seatNo} ${difference.what}`);
  }
  return found;
}

function differenceOf(owner: SeatInMemory | undefined, row: SoldSeat | undefined) {
  const bookingId = owner?.state === holdState.sold ? owner.bookingId : undefined;
  if (bookingId === row?.bookingId) {
    const isSame = row === undefined || row.customerId === owner?.customerId;
    if (isSame) return undefined;
    return {
      invariant: 'I1',
      what: `of ${bookingId} belongs to ${owner?.customerId} in memory and to ${row.customerId} in sold_seats`,
    };
  }
  return {
    invariant: bookingId === undefined || row === undefined ? 'I2' : 'I1',
    what: `is sold to ${bookingId ?? 'nobody'} in memory and to ${row?.bookingId ?? 'nobody'} in sold_seats`,
  };
}
