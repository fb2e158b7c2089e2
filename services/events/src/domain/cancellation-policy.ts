import type { CancellationPolicy, Category } from '@ticketing/contracts';
import type { Fault } from './faults.ts';

/** Genres whose flat fee is the lower one. */
const lowFeeCategories: ReadonlySet<Category> = new Set(['play', 'exhibition']);

/**
 * The ladder of the large Korean vendors: free within 7 days of booking unless the show is within
 * 10 days; until 10 days before 4,000 won a ticket (plays and exhibitions 2,000), at most 10 % of
 * the price; then 10, 20 and 30 %; last moment the day before at 17:00, on a Saturday 11:00.
 */
export function defaultCancellationPolicy(category: Category): CancellationPolicy {
  return {
    freeDaysAfterBooking: 7,
    freeNotWithinDaysBefore: 10,
    tiers: [
      {
        daysBeforeMin: 10,
        flatMinor: lowFeeCategories.has(category) ? 2_000 : 4_000,
        percentMax: 10,
      },
      { daysBeforeMin: 7, percent: 10 },
      { daysBeforeMin: 3, percent: 20 },
      { daysBeforeMin: 1, percent: 30 },
    ],
    cutOffTime: '17:00',
    cutOffTimeSaturday: '11:00',
  };
}

/** Tiers out of order, or with a fee that says two things. */
export function findPolicyFaults(policy: CancellationPolicy | undefined, pointer: string): Fault[] {
  if (policy === undefined) return [];
  const faults: Fault[] = [];
  policy.tiers.forEach((tier, index) => {
    const at = `${pointer}/tiers/${index}`;
    const before = policy.tiers[index - 1];
    if (before !== undefined && tier.daysBeforeMin >= before.daysBeforeMin) {
      const detail = `is not below the ${before.daysBeforeMin} of the tier before it`;
      faults.push({ pointer: `${at}/daysBeforeMin`, detail });
    }
    if (tier.percent !== undefined && tier.flatMinor !== undefined) {
      faults.push({ pointer: `${at}/percent`, detail: 'stands beside a flat fee; choose one' });
    }
    if (tier.percentMax !== undefined && tier.flatMinor === undefined) {
      faults.push({ pointer: `${at}/percentMax`, detail: 'caps a flat fee, and there is none' });
    }
  });
  return faults;
}
