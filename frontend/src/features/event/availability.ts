import type { Performance } from '@ticketing/contracts';

/** How a performance stands for someone who picks one. */
export type Availability =
  | { readonly kind: 'many' | 'unknown' | 'sold_out' | 'gone' | 'not_open' }
  | { readonly kind: 'few'; readonly count: number };

/** From here down the number itself is worth telling: a share of the house, capped for stadiums. */
const fewShare = 0.05;
const fewMax = 100;

export function availabilityOf(
  performance: Pick<Performance, 'saleState' | 'availability' | 'capacity'>,
): Availability {
  const { saleState, availability, capacity } = performance;
  if (saleState === 'sold_out') return { kind: 'sold_out' };
  if (saleState === 'opening_soon') return { kind: 'not_open' };
  if (saleState !== 'on_sale') return { kind: 'gone' };
  if (availability === undefined) return { kind: 'unknown' };
  if (availability.available === 0) return { kind: 'sold_out' };
  const few = Math.min(fewMax, Math.max(10, capacity * fewShare));
  if (availability.available <= few) return { kind: 'few', count: availability.available };
  return { kind: 'many' };
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
