import type { EventSummary, listEvents, QueryOf, ReplyOf, SearchReply } from '@ticketing/contracts';
import { localDay } from '../../i18n/format.ts';
import type { ListAnswer, SearchQuery } from './search-or-list.ts';

type ReadPage = (query: QueryOf<typeof listEvents>) => Promise<ReplyOf<typeof listEvents>>;

const pageEvents = 100;
/** The newest five hundred: what sells and opens now is among them. */
const pagesMax = 5;
const limitDefault = 20;

/** Reads the list page after page. A list that breaks off is better than none, so only the first page must come. */
export async function readListedEvents(readPage: ReadPage): Promise<readonly EventSummary[]> {
  const first = await readPage({ limit: pageEvents });
  const events = [...first.items];
  let cursor = first.nextCursor;
  for (let page = 1; page < pagesMax && cursor !== undefined; page += 1) {
    const next = await readPage({ limit: pageEvents, cursor }).catch(() => undefined);
    events.push(...(next?.items ?? []));
    cursor = next?.nextCursor;
  }
  return events;
}

type Facet = keyof SearchReply['facets'];
const facets: readonly Facet[] = ['category', 'region', 'saleState'];

const facetValue = (event: EventSummary, facet: Facet): string =>
  facet === 'region' ? event.venue.region : event[facet];

function fitsRanges(event: EventSummary, { from, to, priceMin, priceMax }: SearchQuery): boolean {
  const { timeZone } = event.venue;
  if (from !== undefined && localDay(event.endsAt, timeZone) < from) return false;
  if (to !== undefined && localDay(event.startsAt, timeZone) > to) return false;
  if (priceMin !== undefined && event.priceMaxMinor < priceMin) return false;
  return priceMax === undefined || event.priceMinMinor <= priceMax;
}

const fitsFacets = (event: EventSummary, query: SearchQuery, except?: Facet): boolean =>
  facets.every(
    (facet) =>
      facet === except || query[facet] === undefined || query[facet] === facetValue(event, facet),
  );

/** Counts of a facet, each ignoring its own filter, as the search service counts. */
function countFacet(events: readonly EventSummary[], query: SearchQuery, facet: Facet) {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (!fitsFacets(event, query, facet)) continue;
    const value = facetValue(event, facet);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Array.from(counts, ([value, count]) => ({ value, count }));
}

const plain = (text: string): string => text.normalize('NFC').toLowerCase();

/** Whether each word stands in the event's names as it is typed; initials and typos are search's art. */
function holdsWords({ title, subtitle, artists, venue }: EventSummary, words: string): boolean {
  const names = [title, subtitle, ...artists, venue.name];
  const text = plain(names.map((name) => `${name?.ko} ${name?.en}`).join(' '));
  return plain(words)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const nextStart = (event: EventSummary) => event.nextPerformance?.startsAt ?? event.startsAt;

type Sort = NonNullable<SearchQuery['sort']>;
type Compare = (one: EventSummary, other: EventSummary) => number;
const popularFirst: Compare = (one, other) =>
  other.popularity - one.popularity || byText(one.id, other.id);

const comparisons: Readonly<Record<Sort, Compare>> = {
  relevance: popularFirst,
  popularity: popularFirst,
  date: (one, other) => byText(nextStart(one), nextStart(other)),
  opening: (one, other) => byText(one.saleOpensAt, other.saleOpensAt),
  price_low: (one, other) => one.priceMinMinor - other.priceMinMinor,
  price_high: (one, other) => other.priceMaxMinor - one.priceMaxMinor,
};

/**
 * Answers a search from the list: filters, counts, order and pages as the search service has them. Words
 * are looked for as they are typed; when no event holds them, the answer is of all events.
 */
export function answerFromList(events: readonly EventSummary[], query: SearchQuery): ListAnswer {
  const { q = '', sort = 'relevance', offset = 0, limit = limitDefault } = query;
  const words = q.trim();
  const held = words === '' ? [] : events.filter((event) => holdsWords(event, words));
  const wordsFound = held.length > 0;
  const inRange = (wordsFound ? held : events).filter((event) => fitsRanges(event, query));
  const compare = comparisons[sort];
  const fitting = inRange
    .filter((event) => fitsFacets(event, query))
    .sort((one, other) => compare(one, other) || popularFirst(one, other));
  return {
    wordsFound,
    items: fitting.slice(offset, offset + limit),
    total: fitting.length,
    facets: {
      category: countFacet(inRange, query, 'category'),
      region: countFacet(inRange, query, 'region'),
      saleState: countFacet(inRange, query, 'saleState'),
    },
  };
}
