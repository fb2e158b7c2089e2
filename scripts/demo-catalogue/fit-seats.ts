import { seatPosition } from '../../packages/contracts/src/codecs/seat-plan.ts';
import type { RowGeometry, SeatMap, SeatRow } from '../../packages/contracts/src/index.ts';
import { round, tidyOutline } from './geometry.ts';
import type { PlannedSection, Stretch } from './plan.ts';

type SeatedSection = Extract<SeatMap['sections'][number], { kind: 'seated' }>;

/** Seats are never closer than 4.6 units (46 cm) nor looser than 7 units. */
const pitchMin = 4.6;
const pitchMax = 7;
const pitchStep = 0.005;

/** One stretch of one row with the number of seats set in it. */
interface Filled {
  stretch: Stretch;
  count: number;
  /** Stretches that mirror each other share it. */
  mirror: string;
}

/**
 * Counts seats into planned sections so that they hold exactly `capacity`: takes the widest seat pitch
 * that reaches it and leaves the surplus out, spread over the rows of the hall and mirrored.
 * @throws when the plan is too small or far too large for the capacity
 */
export function fitSeats(plans: readonly PlannedSection[], capacity: number): SeatedSection[] {
  const pitch = widestPitch(plans, capacity);
  const filled = fill(plans, pitch);
  const all = [...filled.values()].flat(2);
  removeSurplus(all, sum(all) - capacity);
  const nextNumbers = new Map<string, number>();
  return plans.map((plan) => ({
    id: plan.id,
    kind: 'seated',
    name: plan.name,
    ...(plan.floor === undefined ? {} : { floor: plan.floor }),
    outline: tidyOutline(plan.outline),
    rows: plan.rows.map((row, index) =>
      setRow(
        row.label,
        (filled.get(plan.id)?.[index] ?? []).filter((part) => part.count > 0),
        pitch,
        (count) => takeNumbers(nextNumbers, `${plan.numbering}/${row.label}`, count),
      ),
    ),
  }));
}

/** Seats become fewer as the pitch grows, so halving finds the last step that holds enough. */
function widestPitch(plans: readonly PlannedSection[], capacity: number): number {
  const pitchAt = (step: number): number => round(pitchMin + step * pitchStep, 3);
  const seatsAt = (step: number): number => sum([...fill(plans, pitchAt(step)).values()].flat(2));
  let enough = 0;
  let tooFew = Math.round((pitchMax - pitchMin) / pitchStep);
  const [most, fewest] = [seatsAt(enough), seatsAt(tooFew)];
  if (most < capacity || fewest >= capacity) {
    const hall = plans[0]?.id;
    throw new Error(`${capacity} seats do not fit the plan of ${hall}: ${fewest} to ${most} do`);
  }
  while (tooFew - enough > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (seatsAt(middle) >= capacity) enough = middle;
    else tooFew = middle;
  }
  return pitchAt(enough);
}

function fill(plans: readonly PlannedSection[], pitch: number): Map<string, Filled[][]> {
  return new Map(
    plans.map((plan) => [
      plan.id,
      plan.rows.map((row) =>
        row.stretches.map((stretch, index) => ({
          stretch,
          count: Math.floor(stretch.length / pitch),
          mirror: [plan.pair, row.label, Math.min(index, row.stretches.length - 1 - index)].join(
            '/',
          ),
        })),
      ),
    ]),
  );
}

function sum(parts: readonly Filled[]): number {
  return parts.reduce((total, part) => total + part.count, 0);
}

/** Where many rows are equally long, they all gain a seat at once: then a row may lose several. */
function removeSurplus(parts: readonly Filled[], surplus: number): void {
  const groups = [...Map.groupBy(parts, (part) => part.mirror).values()];
  const pairs = groups.filter((group) => group.length === 2);
  const singles = groups.filter((group) => group.length === 1);
  let left = surplus;
  while (left > 0) {
    const fromPairs = Math.min(Math.floor(left / 2), pairs.length);
    const fromSingles = Math.min(left - 2 * fromPairs, singles.length);
    if (fromPairs + fromSingles === 0) throw new Error(`no even way to leave out ${left} seats`);
    for (const part of [...spread(pairs, fromPairs), ...spread(singles, fromSingles)].flat()) {
      part.count -= 1;
    }
    left -= 2 * fromPairs + fromSingles;
  }
}

/** `count` of the items, evenly apart. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  return Array.from({ length: count }, (_, index) => {
    const item = items[Math.floor(((index + 0.5) * items.length) / count)];
    if (item === undefined) throw new RangeError('spread beyond its items');
    return item;
  });
}

function takeNumbers(next: Map<string, number>, key: string, count: number): number {
  const first = next.get(key) ?? 1;
  next.set(key, first + count);
  return first;
}

function setRow(
  label: string,
  parts: readonly Filled[],
  pitch: number,
  numberFrom: (count: number) => number,
): SeatRow {
  const count = sum(parts);
  const [only] = parts;
  if (only === undefined) throw new Error(`row ${label} has no seat`);
  const row = { label, count, first: numberFrom(count), numberStep: 1 };
  if (parts.length === 1) return { ...row, geometry: only.stretch.geometry(count, pitch) };
  const aislesAfter = parts.slice(0, -1).map((_, index) => sum(parts.slice(0, index + 1)) - 1);
  return { ...row, geometry: { points: parts.flatMap((part) => seats(part, pitch)) }, aislesAfter };
}

function seats(part: Filled, pitch: number): [number, number][] {
  const geometry: RowGeometry = part.stretch.geometry(part.count, pitch);
  return Array.from({ length: part.count }, (_, index) => {
    const [x, y] = seatPosition(geometry, index);
    return [round(x), round(y)];
  });
}
