import type { CatalogueFile } from '@ticketing/contracts';

type Performance = CatalogueFile['events'][number]['performances'][number];

const dayMs = 86_400_000;
/** Asia/Seoul has kept +09:00 all year round since 1988, so weeks there are always this long. */
const seoulOffsetMs = 9 * 3_600_000;
/** 1970-01-01 was a Thursday, three days after a Monday. */
const epochDaysAfterMonday = 3;

/**
 * Moves a catalogue that was written for the week of `anchor` into the week of `today`: every instant by
 * the same whole number of weeks, so that the Monday of the one becomes the Monday of the other in
 * Asia/Seoul. Weekdays, times of day and distances stay, and so does everything else, keys included.
 * @param anchor a day of the week that the catalogue was written for, `YYYY-MM-DD` in Seoul
 * @param today any instant of today
 * @throws RangeError when `anchor` is no day
 */
export function shiftCatalogue(
  file: CatalogueFile,
  { anchor, today }: { anchor: string; today: Date },
): CatalogueFile {
  const anchorMs = Date.parse(`${anchor}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(anchor) || Number.isNaN(anchorMs)) {
    throw new RangeError(`'${anchor}' is no day like 2026-01-05`);
  }
  const byMs = mondayOf(today.getTime() + seoulOffsetMs) - mondayOf(anchorMs);
  return {
    ...file,
    events: file.events.map((event) => ({
      ...event,
      performances: event.performances.map((performance) => shiftPerformance(performance, byMs)),
    })),
  };
}

/** Midnight of the Monday at or before, both read as if local time were UTC. */
function mondayOf(localMs: number): number {
  const day = Math.floor(localMs / dayMs);
  const sinceMonday = (((day + epochDaysAfterMonday) % 7) + 7) % 7;
  return (day - sinceMonday) * dayMs;
}

function shiftPerformance(performance: Performance, byMs: number): Performance {
  const shift = (instant: string) => new Date(Date.parse(instant) + byMs).toISOString();
  const { startsAt, doorsAt, saleOpensAt, saleClosesAt, accessibleReleaseAt } = performance;
  return {
    ...performance,
    startsAt: shift(startsAt),
    ...(doorsAt === undefined ? {} : { doorsAt: shift(doorsAt) }),
    saleOpensAt: shift(saleOpensAt),
    saleClosesAt: shift(saleClosesAt),
    ...(accessibleReleaseAt === undefined
      ? {}
      : { accessibleReleaseAt: shift(accessibleReleaseAt) }),
  };
}
