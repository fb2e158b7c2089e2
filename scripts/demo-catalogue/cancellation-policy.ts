import type { CancellationPolicy, Category } from '../../packages/contracts/src/index.ts';

/** Genres whose flat fee is the lower one. */
const lowerFee: ReadonlySet<Category> = new Set(['play', 'exhibition']);

/**
 * The ladder of the large Korean vendors: free within 7 days of booking, unless the performance is within
 * 10 days; then a flat fee of at most 10 %, and 10, 20 and 30 % as the day comes nearer. Nothing can be
 * cancelled on the day itself.
 */
export function cancellationPolicy(category: Category): CancellationPolicy {
  return {
    freeDaysAfterBooking: 7,
    freeNotWithinDaysBefore: 10,
    tiers: [
      { daysBeforeMin: 10, flatMinor: lowerFee.has(category) ? 2000 : 4000, percentMax: 10 },
      { daysBeforeMin: 7, percent: 10 },
      { daysBeforeMin: 3, percent: 20 },
      { daysBeforeMin: 1, percent: 30 },
    ],
    cutOffTime: '17:00',
    cutOffTimeSaturday: '11:00',
  };
}
