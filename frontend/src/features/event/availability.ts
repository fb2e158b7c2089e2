import type { LevelAvailability, Performance } from '@ticketing/contracts';

/** How a performance stands for someone who picks one. */
export type Availability =
  | { readonly kind: 'many' | 'unknown' | 'sold_out' | 'only_kept' | 'gone' | 'not_open' }
  | { readonly kind: 'few'; readonly count: number };

/** From here down the number itself is worth telling: a share of the house, capped for stadiums. */
const fewShare = 0.05;
const fewMax = 100;

type Counted = Pick<Performance, 'availability' | 'accessibleReleaseAt'>;

/**
 * Free seats of a level for everybody: wheelchair places and companion seats count from their release on.
 * @param now milliseconds
 */
export function offeredIn(
  level: Pick<LevelAvailability, 'available' | 'kept'>,
  { accessibleReleaseAt }: Pick<Performance, 'accessibleReleaseAt'>,
  now: number,
): number {
  const areReleased = accessibleReleaseAt !== undefined && Date.parse(accessibleReleaseAt) <= now;
  return level.available - (areReleased ? 0 : (level.kept ?? 0));
}

/** @param now milliseconds */
export function availabilityOf(
  performance: Counted & Pick<Performance, 'saleState' | 'capacity'>,
  now: number,
): Availability {
  const { saleState, availability, capacity } = performance;
  if (saleState === 'sold_out') return { kind: 'sold_out' };
  if (saleState === 'opening_soon') return { kind: 'not_open' };
  if (saleState !== 'on_sale') return { kind: 'gone' };
  if (availability === undefined) return { kind: 'unknown' };
  if (availability.available === 0) return { kind: 'sold_out' };
  const kept = availability.byLevel.reduce((sum, level) => sum + (level.kept ?? 0), 0);
  const count = offeredIn({ available: availability.available, kept }, performance, now);
  // Only wheelchair places are left: sold out for most, and still to be had for who needs them.
  if (count <= 0) return { kind: 'only_kept' };
  const few = Math.min(fewMax, Math.max(10, capacity * fewShare));
  return count <= few ? { kind: 'few', count } : { kind: 'many' };
}

/** Whether it is worth picking: it can be booked now or will open. */
export const isPickable = (performance: Pick<Performance, 'saleState'>): boolean =>
  performance.saleState === 'on_sale' || performance.saleState === 'opening_soon';

/** The performance to begin with: the one asked for, else the first that can be had, else the first. */
export function initialPerformance(
  performances: readonly Performance[],
  wanted: string | undefined,
): Performance | undefined {
  return (
    performances.find((each) => each.id === wanted) ??
    performances.find((each) => each.saleState === 'on_sale') ??
    performances.find(isPickable) ??
    performances[0]
  );
}
