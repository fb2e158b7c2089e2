import type { InventoryLayout, SeatPlan } from '@ticketing/contracts';
import { seatPosition } from '@ticketing/contracts/codecs/seat-plan';
import type { Allocation, PerformanceRecord } from './catalogue.ts';
import { drawAllocations, NOT_ON_SALE_BYTE } from './draw-allocations.ts';

type Row = SeatPlan['sections'][number]['rows'][number];
type Run = InventoryLayout['sections'][number]['runs'][number];
type Point = readonly [number, number];

/** Positions that differ by less than this count as one. */
const SAME = 1e-6;

/** What of a performance inventory sells by until it hears of newer terms. */
type SaleRules = Pick<PerformanceRecord, 'ticketsPerCustomerMax'> &
  Partial<Pick<PerformanceRecord, 'preventSingleSeats' | 'accessibleReleaseAt'>>;

/** What inventory needs to open a performance: levels, blocked seats, neighbours and their rank. */
export function buildInventoryLayout(
  plan: SeatPlan,
  sale: SaleRules,
  allocations: readonly Allocation[],
): InventoryLayout {
  const { ticketsPerCustomerMax, preventSingleSeats, accessibleReleaseAt } = sale;
  const accessible = needBits(plan, 'accessible');
  const companions = needBits(plan, 'companions');
  const levels = levelBytes(plan);
  return {
    performanceId: plan.performanceId,
    seatPlanVersion: plan.version,
    capacity: plan.capacity,
    ticketsPerCustomerMax,
    ...(preventSingleSeats && { preventSingleSeats }),
    ...(accessibleReleaseAt !== undefined && {
      accessibleReleaseAt: accessibleReleaseAt.toISOString(),
    }),
    levelCodes: plan.priceLevels.map((level) => level.code),
    levels: Buffer.from(levels).toString('base64'),
    blocked: Buffer.from(drawAllocations(plan, levels, allocations)).toString('base64'),
    ...(accessible !== undefined && { accessible }),
    ...(companions !== undefined && { companions }),
    sections: plan.sections.map((section) => ({
      id: section.id,
      kind: section.kind,
      seatNo: section.seatNo,
      capacity: section.capacity,
      runs: section.rows.flatMap((row) => splitIntoRuns(row, plan.stage.focus)),
    })),
  };
}

/** One bit a seat, in base64; undefined when no row has such seats. */
function needBits(plan: SeatPlan, need: 'accessible' | 'companions'): string | undefined {
  const rows = plan.sections.flatMap((section) => section.rows);
  if (!rows.some((row) => row[need]?.length)) return undefined;
  const bits = Buffer.alloc(Math.ceil(plan.capacity / 8));
  for (const row of rows) {
    for (const position of row[need] ?? []) {
      const seatNo = row.seatNo + position;
      bits[seatNo >> 3] = (bits[seatNo >> 3] ?? 0) | (1 << (seatNo & 7));
    }
  }
  return bits.toString('base64');
}

function levelBytes(plan: SeatPlan): Uint8Array {
  const levels = new Uint8Array(plan.capacity).fill(NOT_ON_SALE_BYTE);
  const paint = (seatNo: number, count: number, level: number) => {
    if (level >= 0) levels.fill(level, seatNo, seatNo + count);
  };
  for (const section of plan.sections) {
    if (section.kind === 'standing') paint(section.seatNo, section.capacity, section.level);
    for (const row of section.rows) paint(row.seatNo, row.count, row.level);
  }
  return levels;
}

/** A row's stretches without an aisle inside. */
function splitIntoRuns(row: Row, focus: Point): Run[] {
  const aisles = [...new Set(row.aislesAfter ?? [])].sort((a, b) => a - b);
  const ends = [...aisles.filter((position) => position < row.count - 1), row.count - 1];
  let from = 0;
  return ends.map((last) => {
    const positions = positionsOf(row, from, last);
    const run = {
      seatNo: row.seatNo + from,
      count: positions.length,
      distance: round(distance(middleOf(positions), focus)),
      centre: round(findCentre(positions, focus)),
    };
    from = last + 1;
    return run;
  });
}

function positionsOf(row: Row, from: number, last: number): Point[] {
  return Array.from({ length: last - from + 1 }, (_, index) =>
    seatPosition(row.geometry, from + index),
  );
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Hundredths of a map unit or of a seat are finer than any ranking needs. */
const round = (value: number): number => Math.round(value * 100) / 100;

/** Where the middle seat stands, or half-way between the two middle seats. */
function middleOf(positions: readonly Point[]): Point {
  const low = positions[Math.floor((positions.length - 1) / 2)] ?? [0, 0];
  const high = positions[Math.ceil((positions.length - 1) / 2)] ?? low;
  return [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
}

/**
 * Position of the seat nearest to the hall's axis, the line away from the stage through its focus:
 * between two seats where the run crosses the axis; where many are equally near, as in rows
 * that run along it, the one nearest to the focus.
 */
function findCentre(positions: readonly Point[], focus: Point): number {
  let best = 0;
  positions.forEach((position, index) => {
    const candidate = positions[best] ?? position;
    const gain = Math.abs(candidate[0] - focus[0]) - Math.abs(position[0] - focus[0]);
    const nearer = distance(position, focus) < distance(candidate, focus) - SAME;
    if (gain > SAME || (gain > -SAME && nearer)) best = index;
  });
  return crossingNear(positions, best, focus[0]) ?? best;
}

/**
 * Where between seat `best` and a neighbour the run crosses x = `axis`; undefined when it does not.
 */
function crossingNear(positions: readonly Point[], best: number, axis: number): number | undefined {
  const here = positions[best];
  if (here === undefined) return undefined;
  for (const step of [-1, 1]) {
    const there = positions[best + step];
    if (there === undefined) continue;
    const [a, b] = [here[0] - axis, there[0] - axis];
    if (a * b < 0) return best + (step * a) / (a - b);
  }
  return undefined;
}
