/** A day of a month's grid; `inMonth` is false for the days that fill its first and last week. */
export interface GridDay {
  /** `2026-07-03` */
  readonly day: string;
  readonly dayOfMonth: number;
  readonly inMonth: boolean;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Weeks of `month` (`2026-07`), each from Sunday to Saturday as Korean calendars have it. */
export function monthGrid(month: string): readonly (readonly GridDay[])[] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const start = first.getTime() - first.getUTCDay() * dayMs;
  const weeks: GridDay[][] = [];
  for (let week = 0; week < 6; week += 1) {
    const days = Array.from({ length: 7 }, (_, weekday) => {
      const date = new Date(start + (week * 7 + weekday) * dayMs);
      const day = date.toISOString().slice(0, 10);
      return { day, dayOfMonth: date.getUTCDate(), inMonth: day.startsWith(month) };
    });
    if (days.some((each) => each.inMonth)) weeks.push(days);
  }
  return weeks;
}

/** The month `by` months away: `shiftMonth('2026-12', 1)` is `2027-01`. */
export function shiftMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const moved = new Date(Date.UTC(year, number - 1 + by, 1));
  return moved.toISOString().slice(0, 7);
}
