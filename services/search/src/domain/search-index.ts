import type { Category, EventSummary, Region, SaleState, Suggestion } from '@ticketing/contracts';

export type SortOrder =
  | 'relevance'
  | 'popularity'
  | 'date'
  | 'opening'
  | 'price_low'
  | 'price_high';

/** What narrows a search. Days are local to the venue, `YYYY-MM-DD`, both ends included. */
export interface SearchFilters {
  readonly category?: Category;
  readonly region?: Region;
  readonly saleState?: SaleState;
  readonly from?: string;
  readonly to?: string;
  /** An event fits when one of its prices lies inside. */
  readonly priceMin?: number;
  readonly priceMax?: number;
}

export interface SearchQuery {
  readonly text: string;
  readonly filters: SearchFilters;
  readonly sort: SortOrder;
  readonly offset: number;
  readonly limit: number;
  /** Sale states are read at this instant: a sale that opened a second ago is on sale. */
  readonly now: Date;
}

export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

export interface SearchHits {
  readonly items: EventSummary[];
  readonly total: number;
  readonly facets: {
    readonly category: FacetCount[];
    readonly region: FacetCount[];
    readonly saleState: FacetCount[];
  };
  /** The words that were found instead, when nothing fitted the text as typed. */
  readonly correctedQuery?: string;
}

/**
 * The index of events. Promises:
 * - `put` keeps the highest `revision` of an event, whatever order they come in.
 * - A text finds every event that contains all of its words, in Korean or English, also as the beginning
 *   or inside of a Korean word; initials (초성) find by the first consonants; small typos are forgiven
 *   only when nothing fits as typed.
 * - Each facet ignores its own filter and obeys the others.
 */
export interface SearchIndex {
  put(event: EventSummary): Promise<void>;
  /** Removes the event unless a later revision than `revision` was put. */
  remove(eventId: string, revision: number): Promise<void>;
  search(query: SearchQuery): Promise<SearchHits>;
  suggest(text: string, limit: number): Promise<Suggestion[]>;
  count(): Promise<number>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
