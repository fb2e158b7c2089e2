import type { CancellationPolicy } from '@ticketing/contracts';

type Tier = CancellationPolicy['tiers'][number];

/** A row of the refund table: while the performance is `from` to `to` days away. */
export interface RefundRow {
  /** Largest number of days; absent in the first row, which has no upper end. */
  readonly from?: number;
  /** Smallest number of days. */
  readonly to: number;
  /** Absent: these days nothing can be cancelled. */
  readonly tier?: Tier;
}

/** The ladder from far to near, each rung with both its ends, closed by the days without cancellation. */
export function refundRows(policy: CancellationPolicy): readonly RefundRow[] {
  const tiers = [...policy.tiers].sort((one, other) => other.daysBeforeMin - one.daysBeforeMin);
  const rows: RefundRow[] = tiers.map((tier, index) => {
    const above = tiers[index - 1];
    return {
      ...(above !== undefined && { from: above.daysBeforeMin - 1 }),
      to: tier.daysBeforeMin,
      tier,
    };
  });
  const last = tiers.at(-1)?.daysBeforeMin ?? 0;
  if (last > 0) rows.push({ from: last - 1, to: 0 });
  return rows;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The calendar day `days` before `day` (`2026-07-03`). */
export const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
