import type { SeatPlan } from '@ticketing/contracts';
import type { Allocation } from './catalogue.ts';
import { createSeededRandom } from './seeded-random.ts';

/**
 * Which seats are not for sale here, one bit a seat (bit `seatNo & 7` of byte `seatNo >> 3`).
 * Each allocation takes its share of the on-sale seats of its sections, rounded, among those still
 * free. The draw depends on the performance's id alone, so it is the same whenever it is made anew.
 */
export function drawAllocations(
  plan: SeatPlan,
  levels: Uint8Array,
  allocations: readonly Allocation[],
): Uint8Array<ArrayBuffer> {
  const blocked = new Uint8Array(Math.ceil(plan.capacity / 8));
  const needed = neededSeats(plan);
  allocations.forEach((allocation, index) => {
    const seats = seatsOf(plan, levels, allocation).filter(
      // A house keeps its wheelchair places for who needs them, unless it keeps all there is.
      (seatNo) => allocation.share === 1 || !needed.has(seatNo),
    );
    const free = seats.filter(
      (seatNo) => ((blocked[seatNo >> 3] ?? 0) & (1 << (seatNo & 7))) === 0,
    );
    const quantity = Math.min(Math.round(seats.length * allocation.share), free.length);
    const random = createSeededRandom(`${plan.performanceId} allocation ${index}`);
    shuffleFirst(free, quantity, random);
    for (const seatNo of free.subarray(0, quantity)) {
      blocked[seatNo >> 3] = (blocked[seatNo >> 3] ?? 0) | (1 << (seatNo & 7));
    }
  });
  return blocked;
}

/** Wheelchair places and companion seats. */
function neededSeats(plan: SeatPlan): Set<number> {
  const rows = plan.sections.flatMap((section) => section.rows);
  return new Set(
    rows.flatMap(({ seatNo, accessible = [], companions = [] }) =>
      [...accessible, ...companions].map((position) => seatNo + position),
    ),
  );
}

function seatsOf(plan: SeatPlan, levels: Uint8Array, allocation: Allocation): Uint32Array {
  const wanted = allocation.sections === undefined ? undefined : new Set(allocation.sections);
  const seats = new Uint32Array(plan.capacity);
  let count = 0;
  for (const section of plan.sections) {
    if (wanted !== undefined && !wanted.has(section.id)) continue;
    for (let place = 0; place < section.capacity; place += 1) {
      if (levels[section.seatNo + place] === NOT_ON_SALE_BYTE) continue;
      seats[count] = section.seatNo + place;
      count += 1;
    }
  }
  return seats.subarray(0, count);
}

/** What an inventory layout says of a seat that no price level covers. */
export const NOT_ON_SALE_BYTE = 255;

/** The first `quantity` steps of a Fisher-Yates shuffle: they are a fair draw. */
function shuffleFirst(items: Uint32Array, quantity: number, random: () => number): void {
  for (let index = 0; index < quantity; index += 1) {
    const other = index + Math.floor(random() * (items.length - index));
    const item = items[index] ?? 0;
    items[index] = items[other] ?? 0;
    items[other] = item;
  }
}
