import type { EventSummary } from '@ticketing/contracts';
import { localDay } from '../../i18n/format.ts';

export interface OpeningDay {
  /** The venue's calendar day, `2026-07-03`. */
  readonly day: string;
  /** An instant on that day in that zone, for formatting. */
  readonly instant: string;
  readonly timeZone: string;
  readonly events: readonly EventSummary[];
}

/** Sales that open, day by day in the order in which they open. */
export function openingDays(events: readonly EventSummary[]): readonly OpeningDay[] {
  const inOrder = [...events].sort((one, other) =>
    one.saleOpensAt.localeCompare(other.saleOpensAt),
  );
  const days = new Map<string, { first: EventSummary; events: EventSummary[] }>();
  for (const event of inOrder) {
    const day = localDay(event.saleOpensAt, event.venue.timeZone);
    const known = days.get(day);
    if (known === undefined) days.set(day, { first: event, events: [event] });
    else known.events.push(event);
  }
  return Array.from(days, ([day, { first, events: opening }]) => ({
    day,
    instant: first.saleOpensAt,
    timeZone: first.venue.timeZone,
    events: opening,
  }));
}
