import type { EventSummary } from '@ticketing/contracts';
import { toIndexedEvent } from '../domain/event-filters.ts';
import { bigramsOf, initialsOf, jamoWordsOf } from '../domain/korean-text.ts';
import { searchedFields, searchedTextOf } from '../domain/searched-text.ts';

/** What is stored of an event: tokens of ours, what filters and sorting need, the event as it came. */
export interface EventDocument {
  readonly removed: false;
  readonly event: EventSummary;
  readonly [field: string]: unknown;
}

const cut = { bigrams: bigramsOf, jamo: jamoWordsOf, initials: initialsOf };

/** The tokens are cut here and not by the server, so that both engines find the same things. */
export function toDocument(event: EventSummary): EventDocument {
  const { firstDay, lastDay } = toIndexedEvent(event);
  const text = searchedTextOf(event);
  const tokens = Object.entries(cut).map(([kind, cutText]) => [
    kind,
    Object.fromEntries(searchedFields.map((field) => [field, cutText(text[field]).join(' ')])),
  ]);
  return {
    ...Object.fromEntries(tokens),
    removed: false,
    event,
    id: event.id,
    category: event.category,
    region: event.venue.region,
    saleState: event.saleState,
    saleOpensAt: event.saleOpensAt,
    saleClosesAt: event.saleClosesAt,
    nextStart: event.nextPerformance?.startsAt ?? event.startsAt,
    firstDay,
    lastDay,
    priceMinMinor: event.priceMinMinor,
    priceMaxMinor: event.priceMaxMinor,
    popularity: event.popularity,
  };
}

const keyword = { type: 'keyword' as const };
const date = { type: 'date' as const };
const tokenFields = {
  properties: Object.fromEntries(
    searchedFields.map((field) => [
      field,
      { type: 'text' as const, analyzer: 'whitespace', index_options: 'freqs' as const },
    ]),
  ),
};

/** Needs no plugin of the server. A change here needs a higher version in the index's name. */
export const mappings = {
  dynamic: false as const,
  properties: {
    bigrams: tokenFields,
    jamo: tokenFields,
    initials: tokenFields,
    removed: { type: 'boolean' as const },
    event: { type: 'object' as const, enabled: false },
    id: keyword,
    category: keyword,
    region: keyword,
    saleState: keyword,
    saleOpensAt: date,
    saleClosesAt: date,
    nextStart: date,
    firstDay: keyword,
    lastDay: keyword,
    priceMinMinor: { type: 'long' as const },
    priceMaxMinor: { type: 'long' as const },
    popularity: { type: 'double' as const },
  },
};
