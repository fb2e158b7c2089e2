const dayMs = 24 * 60 * 60 * 1000;

/** Days as the shows' country counts them; a preset is a wish, not an instant. */
const koreanOffsetMs = 9 * 60 * 60 * 1000;
const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** Ranges people ask for, both days included, from today's Korean calendar. @param now milliseconds */
export function datePresets(
  now: number,
): Readonly<Record<'weekend' | 'thisMonth' | 'nextMonth', DayRange>> {
  const today = new Date(now + koreanOffsetMs);
  const midnight = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
  const weekday = today.getUTCDay();
  // On a Sunday the weekend is today; on any other day it begins on the Saturday to come.
  const saturday = weekday === 0 ? midnight - dayMs : midnight + (6 - weekday) * dayMs;
  const monthEnd = (by: number) =>
    isoDay(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + by + 1, 0));
  const nextMonth = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
  return {
    weekend: { from: isoDay(Math.max(saturday, midnight)), to: isoDay(saturday + dayMs) },
    thisMonth: { from: isoDay(midnight), to: monthEnd(0) },
    nextMonth: { from: isoDay(nextMonth), to: monthEnd(1) },
  };
}
