import type { API, Client } from '@opensearch-project/opensearch';
import type { EventSummary } from '@ticketing/contracts';
import { type Clock, systemClock } from '@ticketing/service-kit';
import { toIndexedEvent, withSaleStateAt } from '../domain/event-filters.ts';
import { notBuiltYet } from '../domain/not-built.ts';
import type { FacetCount, SearchIndex, SearchQuery } from '../domain/search-index.ts';
import { meantTitle, type Reading, readingsOf } from '../domain/searched-text.ts';
import { suggestedFrom, toSuggestions } from '../domain/suggestions.ts';
import { createCallGuard } from './call-guard.ts';
import {
  createClient,
  impatient,
  isAway,
  isBrokenConnection,
  isStatus,
  type OpenSearchServer,
} from './opensearch-client.ts';
import { toDocument, toTombstone } from './opensearch-documents.ts';
import { namesOf, offeredAnalysis, readIndexes, servingOf, stateOf } from './opensearch-indexes.ts';
import { aggregations, filterQuery, sortBy, textQuery } from './opensearch-queries.ts';
import { rebuildInOpenSearch } from './opensearch-rebuild.ts';
import { createWriter } from './opensearch-writes.ts';

export interface OpenSearchOptions extends OpenSearchServer {
  /** What searches read; the indexes behind it are named `<alias>-v<version>-<analysis>-<time>`. */
  readonly alias?: string;
  /** Whether searches see a put at once, at a price for the server; else within a second. */
  readonly refresh?: boolean;
  readonly clock?: Clock;
}

interface Bucket {
  readonly doc_count: number;
}
interface SearchAnswer {
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: { readonly _source: { readonly event: EventSummary } }[];
  };
  readonly aggregations: {
    readonly category: { readonly values: { readonly buckets: (Bucket & { key: string })[] } };
    readonly region: { readonly values: { readonly buckets: (Bucket & { key: string })[] } };
    readonly saleState: { readonly values: { readonly buckets: Record<string, Bucket> } };
    readonly found: Bucket & { readonly first: Pick<SearchAnswer, 'hits'> };
  };
}

/**
 * An index in OpenSearch, shared by all instances of the service; held to the promises of
 * `SearchIndex`. Does not connect yet: the server may come later, go and come back.
 */
export async function openOpenSearchIndex(options: OpenSearchOptions): Promise<SearchIndex> {
  const { alias = 'ticketing-events', refresh = false, clock = systemClock } = options;
  const client = await createClient(options);
  const names = namesOf(alias);
  const writer = createWriter({ client, names, refresh });
  const guarded = createCallGuard({ clock, isAway });
  const find = (query: SearchQuery) => guarded(() => findIn({ client, index: alias }, query));
  const serving = async () => servingOf(await readIndexes(client, names), names);

  return {
    put: (event) =>
      writer.writeBoth({ id: event.id, revision: event.revision, body: { ...toDocument(event) } }),

    // A tombstone and not a deletion: the server forgets versions of deleted documents in a minute.
    remove: (id, revision) =>
      writer.writeBoth({
        id,
        revision,
        replacesEqual: true,
        body: toTombstone(id, clock.now()),
      }),

    async search(query) {
      const { answer, corrected } = await find(query);
      if (answer === undefined) {
        return { items: [], total: 0, facets: { category: [], region: [], saleState: [] } };
      }
      const { category, region, saleState } = answer.aggregations;
      const states = Object.entries(saleState.values.buckets);
      return {
        items: eventsOf(answer).map(
          (event) => withSaleStateAt(toIndexedEvent(event), query.now).event,
        ),
        total: answer.hits.total.value,
        facets: {
          category: toCounts(category.values.buckets),
          region: toCounts(region.values.buckets),
          saleState: toCounts(states.map(([key, bucket]) => ({ key, ...bucket }))),
        },
        ...(corrected === undefined ? {} : { correctedQuery: corrected }),
      };
    },

    async suggest(text, limit) {
      if (text.trim() === '') return [];
      const { answer } = await find({
        text,
        filters: {},
        sort: 'popularity',
        offset: 0,
        limit: suggestedFrom,
        now: new Date(0),
      });
      return answer === undefined ? [] : toSuggestions(text, eventsOf(answer), limit);
    },

    async count() {
      const body = { query: textQuery(undefined) };
      const answer = await client.count({ index: alias, body }, impatient);
      return answer.body.count;
    },

    rebuild: (how) => rebuildInOpenSearch({ client, clock, names, writer }, how),
    async state() {
      const index = await serving();
      return index && stateOf(index, await offeredAnalysis(client));
    },
    async ping() {
      if ((await serving()) === undefined) throw notBuiltYet();
    },
    close: () => client.close(),
  };
}

interface Target {
  readonly client: Client;
  /** The alias that searches read. */
  readonly index: string;
}

/** The first reading of the text that finds something, whatever the filters leave of it. */
async function findIn(
  target: Target,
  query: SearchQuery,
): Promise<{ answer?: SearchAnswer; corrected?: string }> {
  const text = query.text.trim();
  if (text === '') return { answer: await ask(target, query, undefined) };
  for (const reading of readingsOf(text)) {
    const answer = await ask(target, query, reading);
    const mostPopular = answer.aggregations.found.first.hits.hits[0]?._source.event;
    if (mostPopular === undefined) continue;
    const corrected = reading.forgiving ? meantTitle(text, mostPopular) : reading.corrected;
    return { answer, ...(corrected === undefined ? {} : { corrected }) };
  }
  return {};
}

async function ask(
  { client, index }: Target,
  query: SearchQuery,
  reading: Reading | undefined,
): Promise<SearchAnswer> {
  const { filters, now, offset, limit } = query;
  const sort = reading === undefined && query.sort === 'relevance' ? 'popularity' : query.sort;
  const request = {
    query: textQuery(reading),
    post_filter: filterQuery(filters, now),
    aggs: aggregations(filters, now),
    sort: sortBy(sort),
    from: offset,
    size: limit,
    track_total_hits: true,
    _source: ['event'],
  };
  // Half an answer would hide events without a word. Clauses are put together by name, which the
  // client's types of each single clause cannot follow.
  const search = () =>
    client.search(
      {
        index,
        allow_partial_search_results: false,
        body: request as unknown as NonNullable<API.Search_Request['body']>,
      },
      impatient,
    );
  try {
    const { body } = await search().catch((error: unknown) => {
      if (isBrokenConnection(error)) return search();
      throw error;
    });
    return body as unknown as SearchAnswer;
  } catch (error) {
    throw isStatus(error, 404) ? notBuiltYet() : error;
  }
}

const eventsOf = (answer: SearchAnswer): EventSummary[] =>
  answer.hits.hits.map((hit) => hit._source.event);

/** The most frequent first, as the embedded index has them. */
const toCounts = (buckets: readonly (Bucket & { readonly key: string })[]): FacetCount[] =>
  buckets
    .map(({ key, doc_count: count }) => ({ value: key, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
