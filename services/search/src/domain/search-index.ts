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

/** What serves searches now. */
export interface IndexState {
  /** When the filling that it came from began; it holds every change since. */
  readonly builtAt: Date;
  /** Beside what this instance would build: the server may offer more now, or another release built it. */
  readonly fit: 'current' | 'outdated' | 'newer';
  /** False while the server's disk is full: searches go on, changes wait. */
  readonly writable: boolean;
}

export interface RebuildOptions {
  /** Puts the whole catalogue; when it rejects, nothing changes. */
  readonly fill: (put: (events: readonly EventSummary[]) => Promise<void>) => Promise<void>;
  /** Asked when no other instance can be at it any more. */
  readonly isDue: (state: IndexState | undefined) => boolean;
}

/** `busy`: another instance is at it. */
export type RebuildOutcome = 'rebuilt' | 'not_due' | 'busy';

/**
 * The index of events. Promises:
 * - `put` keeps the highest `revision` of an event, whatever order they come in.
 * - A text finds every event that contains all of its words, in Korean or English, also as the beginning
 *   or inside of a Korean word; initials (초성) find by the first consonants; small typos are forgiven
 *   only when nothing fits as typed. Which of them comes first by relevance is the engine's own.
 * - Each facet ignores its own filter and obeys the others.
 * - `rebuild` makes the index anew: what `fill` does not put is gone. Searches are answered by the old one
 *   until the new one takes over at once. Puts and removals meanwhile reach both, and a revision that was
 *   put or removed is not undone by an older one of `fill`.
 * - Until the first rebuild, and while the engine is away, everything rejects soon; searches with
 *   service_unavailable. A put or removal that was not kept rejects.
 */
export interface SearchIndex {
  put(event: EventSummary): Promise<void>;
  /** Removes the event unless a later revision than `revision` was put. */
  remove(eventId: string, revision: number): Promise<void>;
  search(query: SearchQuery): Promise<SearchHits>;
  suggest(text: string, limit: number): Promise<Suggestion[]>;
  count(): Promise<number>;
  rebuild(options: RebuildOptions): Promise<RebuildOutcome>;
  /** Undefined before the first rebuild. */
  state(): Promise<IndexState | undefined>;
  /** Rejects while searches cannot be answered. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
