import type { PriceLevel } from '@ticketing/contracts';
import type { Allocation, EventInput, PerformanceInput, PerformanceRecord } from './catalogue.ts';
import { canonicalJson } from './content-hash.ts';
import type { Fault } from './faults.ts';

/** What buyers have paid for or inventory has taken over: fixed from publishing on. */
const frozenMembers = ['venueId', 'seatMapId', 'currency'] as const;
/** The same of a price level: its amounts and its name may change, each booking has its own. */
const frozenLevelMembers = ['code', 'zones'] as const;

/** What a fault says of such a member. */
export const fixedDetail = 'is fixed once the event is published';

/** Members of a published event that `after` would change and must not. */
export function findFrozenChanges(before: EventInput, after: EventInput): (keyof EventInput)[] {
  return frozenMembers.filter(
    (member) => canonicalJson(before[member]) !== canonicalJson(after[member]),
  );
}

/**
 * How price levels of a published event may not change: which there are, in which order and with which
 * zones, for inventory counts seats by a level's place.
 */
export function findPriceLevelChanges(
  before: readonly PriceLevel[],
  after: readonly PriceLevel[],
  pointer: string,
): Fault[] {
  if (before.length !== after.length) {
    const detail = 'are fixed once the event is published, but for their names and amounts';
    return [{ pointer, detail }];
  }
  return after.flatMap((level, index) =>
    frozenLevelMembers
      .filter((member) => canonicalJson(before[index]?.[member]) !== canonicalJson(level[member]))
      .map((member) => ({ pointer: `${pointer}/${index}/${member}`, detail: fixedDetail })),
  );
}

/** How a performance of a published event may not change at `now`. */
export function findPerformanceChangeFaults(
  before: PerformanceRecord,
  after: PerformanceInput,
  now: Date,
  pointer: string,
): Fault[] {
  const faults: Fault[] = [];
  const startsAt = new Date(after.startsAt);
  if (startsAt.getTime() !== before.startsAt.getTime()) {
    if (before.startsAt <= now) {
      faults.push({ pointer: `${pointer}/startsAt`, detail: 'has begun; it cannot be moved' });
    } else if (startsAt <= now) {
      faults.push({ pointer: `${pointer}/startsAt`, detail: 'would move into the past' });
    }
  }
  const opensAt = new Date(after.saleOpensAt);
  if (opensAt.getTime() !== before.saleOpensAt.getTime() && before.saleOpensAt <= now) {
    const detail = 'has passed; of a sale that has opened only the end can move';
    faults.push({ pointer: `${pointer}/saleOpensAt`, detail });
  }
  return faults;
}

/** Inventory has blocked those seats when it opened the performance. */
export function findAllocationChanges(
  before: readonly Allocation[],
  after: readonly Allocation[] | undefined,
  pointer: string,
): Fault[] {
  if (canonicalJson(before) === canonicalJson(after ?? [])) return [];
  return [{ pointer: `${pointer}/allocations`, detail: 'are fixed once the event is published' }];
}
