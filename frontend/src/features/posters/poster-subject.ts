import type { EventSummary, LocalizedText } from '@ticketing/contracts';
import type { Category } from '../search/search-state.ts';

/** What a poster is drawn from; the same subject always gives the same poster. */
export interface PosterSubject {
  readonly title: LocalizedText;
  readonly category: Category;
  readonly posterSeed: number;
  /** First and last day, when known. */
  readonly days?: { readonly from: string; readonly to: string; readonly timeZone: string };
  readonly venueName?: LocalizedText;
}

/** The poster of an event as lists and pages have it. */
export const posterSubject = (summary: EventSummary): PosterSubject => ({
  title: summary.title,
  category: summary.category,
  posterSeed: summary.posterSeed,
  days: { from: summary.startsAt, to: summary.endsAt, timeZone: summary.venue.timeZone },
  venueName: summary.venue.name,
});
