import type { EventSummary, SaleState } from '@ticketing/contracts';
import type { FacetCount, SearchFilters, SortOrder } from './search-index.ts';

/** An event with what filters need, computed once when it is put. */
export interface IndexedEvent {
  readonly event: EventSummary;
  /** First and last day of performances in the venue's zone, `YYYY-MM-DD`. */
  readonly firstDay: string;
  readonly lastDay: string;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant at a place; sv-SE writes days as ISO 8601 does. */
export function localDay(instant: string, timeZone: string): string {
  let format = dayFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    dayFormats.set(timeZone, format);
  }
  return format.format(new Date(instant));
}

export const toIndexedEvent = (event: EventSummary): IndexedEvent => ({
  event,
  firstDay: localDay(event.startsAt, event.venue.timeZone),
  lastDay: localDay(event.endsAt, event.venue.timeZone),
});

/** The state of a sale at this instant, without waiting for the message that says so. */
export function saleStateAt(event: EventSummary, now: Date): SaleState {
  const time = now.getTime();
  if (event.saleState === 'opening_soon' && time >= Date.parse(event.saleOpensAt)) {
    return time < Date.parse(event.saleClosesAt) ? 'on_sale' : 'closed';
  }
  const sells = event.saleState === 'on_sale' || event.saleState === 'sold_out';
  return sells && time >= Date.parse(event.saleClosesAt) ? 'closed' : event.saleState;
}

/** The event as it stands at `now`. */
export function withSaleStateAt(indexed: IndexedEvent, now: Date): IndexedEvent {
  const saleState = saleStateAt(indexed.event, now);
  if (saleState === indexed.event.saleState) return indexed;
  return { ...indexed, event: { ...indexed.event, saleState } };
}

type Facet = 'category' | 'region' | 'saleState';

const facetValue = (indexed: IndexedEvent, facet: Facet): string =>
  facet === 'region' ? indexed.event.venue.region : indexed.event[facet];

function fitsRanges(indexed: IndexedEvent, filters: SearchFilters): boolean {
  const { event, firstDay, lastDay } = indexed;
  if (filters.from !== undefined && lastDay < filters.from) return false;
  if (filters.to !== undefined && firstDay > filters.to) return false;
  if (filters.priceMin !== undefined && event.priceMaxMinor < filters.priceMin) return false;
  return filters.priceMax === undefined || event.priceMinMinor <= filters.priceMax;
}

const facets: readonly Facet[] = ['category', 'region', 'saleState'];

function fits(indexed: IndexedEvent, filters: SearchFilters, except?: Facet): boolean {
  if (!fitsRanges(indexed, filters)) return false;
  return facets.every(
    (facet) =>
      facet === except ||
      filters[facet] === undefined ||
      filters[facet] === facetValue(indexed, facet),
  );
}

function count(
  events: readonly IndexedEvent[],
  filters: SearchFilters,
  facet: Facet,
): FacetCount[] {
  const counts = new Map<string, number>();
  for (const indexed of events) {
    if (!fits(indexed, filters, facet)) continue;
    const value = facetValue(indexed, facet);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, number]) => ({ value, count: number }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}

/** Applies the filters and counts what each facet would give. Keeps the order of `events`. */
export function filterAndCount(events: readonly IndexedEvent[], filters: SearchFilters) {
  return {
    events: events.filter((indexed) => fits(indexed, filters)),
    facets: {
      category: count(events, filters, 'category'),
      region: count(events, filters, 'region'),
      saleState: count(events, filters, 'saleState'),
    },
  };
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const comparisons: Record<SortOrder, (a: EventSummary, b: EventSummary) => number> = {
  relevance: () => 0,
  popularity: (a, b) => b.popularity - a.popularity,
  date: (a, b) => byText(nextStart(a), nextStart(b)),
  opening: (a, b) => byText(a.saleOpensAt, b.saleOpensAt),
  price_low: (a, b) => a.priceMinMinor - b.priceMinMinor,
  price_high: (a, b) => b.priceMaxMinor - a.priceMaxMinor,
};

const nextStart = (event: EventSummary) => event.nextPerformance?.startsAt ?? event.startsAt;

/** Sorts a copy; equal ones by popularity, then id, so that pages never overlap. */
export function sortEvents(events: readonly IndexedEvent[], sort: SortOrder): IndexedEvent[] {
  if (sort === 'relevance') return [...events];
  const compare = comparisons[sort];
  return [...events].sort(
    (a, b) =>
      compare(a.event, b.event) ||
      b.event.popularity - a.event.popularity ||
      byText(a.event.id, b.event.id),
  );
}
