import type { SeatMap } from '@ticketing/contracts';
import type { Allocation, PerformanceInput } from './catalogue.ts';
import type { Fault } from './faults.ts';

const timeNames = [
  'startsAt',
  'doorsAt',
  'saleOpensAt',
  'saleClosesAt',
  'accessibleReleaseAt',
] as const;
type Times = Pick<PerformanceInput, (typeof timeNames)[number]>;

/** Instants outside are slips of the pen, and far outside no engine could keep them. */
const YEAR_MIN = 2000;
const YEAR_MAX = 2199;

/** Times out of order: doors and release of wheelchair places by the start, the sale a window that ends by it. */
export function findTimeFaults(times: Times, pointer: string): Fault[] {
  const absurd = timeNames.filter((name) => {
    const text = times[name];
    if (text === undefined) return false;
    const year = new Date(text).getUTCFullYear();
    return !(year >= YEAR_MIN && year <= YEAR_MAX);
  });
  if (absurd.length > 0) {
    const detail = `is not an instant of the years ${YEAR_MIN} to ${YEAR_MAX}`;
    return absurd.map((name) => ({ pointer: `${pointer}/${name}`, detail }));
  }
  return findOrderFaults(times, pointer);
}

function findOrderFaults(times: Times, pointer: string): Fault[] {
  const startsAt = Date.parse(times.startsAt);
  const saleOpensAt = Date.parse(times.saleOpensAt);
  const saleClosesAt = Date.parse(times.saleClosesAt);
  const faults: Fault[] = [];
  for (const name of ['doorsAt', 'accessibleReleaseAt'] as const) {
    const instant = times[name];
    if (instant !== undefined && Date.parse(instant) > startsAt) {
      faults.push({ pointer: `${pointer}/${name}`, detail: 'is after the start' });
    }
  }
  if (saleOpensAt >= saleClosesAt) {
    faults.push({ pointer: `${pointer}/saleClosesAt`, detail: 'is not after the sale opens' });
  }
  if (saleClosesAt > startsAt) {
    faults.push({ pointer: `${pointer}/saleClosesAt`, detail: 'is after the start' });
  }
  return faults;
}

/** Sections that an allocation names and the seat map has not. */
export function findAllocationFaults(
  allocations: readonly Allocation[] | undefined,
  seatMap: SeatMap,
  pointer: string,
): Fault[] {
  const known = new Set(seatMap.sections.map((section) => section.id));
  return (allocations ?? []).flatMap((allocation, index) =>
    (allocation.sections ?? []).flatMap((section, sectionIndex) => {
      if (known.has(section)) return [];
      const at = `${pointer}/${index}/sections/${sectionIndex}`;
      return [{ pointer: at, detail: `'${section}' names no section` }];
    }),
  );
}
