import { type API, Client, errors } from '@opensearch-project/opensearch';
import type { EventSummary } from '@ticketing/contracts';
import { toIndexedEvent, withSaleStateAt } from '../domain/event-filters.ts';
import type { FacetCount, SearchIndex, SearchQuery } from '../domain/search-index.ts';
import { closestTitle, type Reading, readingsOf } from '../domain/searched-text.ts';
import { toSuggestions } from '../domain/suggestions.ts';
import { mappings, toDocument } from './opensearch-documents.ts';
import { aggregations, filterQuery, sortBy, textQuery } from './opensearch-queries.ts';

/** Raise it with every change of the mappings; the new index is filled at the next start. */
const mappingVersion = 1;
/** The deepest page of the contract: offset 10 000 and 60 events. */
const resultWindow = 10_060;
const suggestedFrom = 50;
const requestTimeoutMs = 5_000;

export interface OpenSearchOptions {
  /** `http://host:9200`, without a user. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** The alias; the index behind it is `<alias>-v<version>`. */
  readonly alias?: string;
  /** Whether searches see a put at once, at a price for the server; else within a second. */
  readonly refresh?: boolean;
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
    readonly found: Bucket & { readonly best: Pick<SearchAnswer, 'hits'> };
  };
}

/**
 * An index in OpenSearch, shared by all instances of the service; held to the promises of
 * `SearchIndex`. Creates what is missing. Rejects when the server cannot be reached.
 */
export async function openOpenSearchIndex(options: OpenSearchOptions): Promise<SearchIndex> {
  const { url, username, password, alias = 'ticketing-events', refresh = false } = options;
  const client = new Client({
    node: url,
    ...(username !== undefined && { auth: { username, password: password ?? '' } }),
    requestTimeout: requestTimeoutMs,
  });
  await prepareIndex(client, alias).catch(async (error: unknown) => {
    await client.close();
    throw error;
  });

  /** The server keeps the highest version, which is our revision; a lower one is old news. */
  async function write(
    id: string,
    revision: number,
    versionType: 'external' | 'external_gte',
    body: Record<string, unknown>,
  ): Promise<void> {
    try {
      await client.index({
        index: alias,
        require_alias: true,
        id,
        version: revision,
        version_type: versionType,
        refresh,
        body,
      });
    } catch (error) {
      if (!isStatus(error, 409)) throw error;
    }
  }

  async function ask(query: SearchQuery, reading: Reading | undefined): Promise<SearchAnswer> {
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
    // Clauses are put together by name, which the client's types of each single clause cannot follow.
    const { body } = await client.search({
      index: alias,
      body: request as unknown as NonNullable<API.Search_Request['body']>,
    });
    return body as unknown as SearchAnswer;
  }

  /** The first reading of the text that finds something, whatever the filters leave of it. */
  async function find(query: SearchQuery): Promise<{ answer?: SearchAnswer; corrected?: string }> {
    const text = query.text.trim();
    if (text === '') return { answer: await ask(query, undefined) };
    for (const reading of readingsOf(text)) {
      const answer = await ask(query, reading);
      const best = answer.aggregations.found.best.hits.hits[0]?._source.event;
      if (best === undefined) continue;
      const corrected = reading.forgiving ? closestTitle(text, best) : reading.corrected;
      return { answer, ...(corrected === undefined ? {} : { corrected }) };
    }
    return {};
  }

  return {
    put: (event) => write(event.id, event.revision, 'external', { ...toDocument(event) }),

    // A tombstone and not a deletion: the server forgets versions of deleted documents in a minute.
    remove: (eventId, revision) => write(eventId, revision, 'external_gte', { removed: true }),

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
      const { body } = await client.count({
        index: alias,
        body: { query: textQuery(undefined) },
      });
      return body.count;
    },
    async ping() {
      await client.indices.getAlias({ name: alias });
    },
    close: () => client.close(),
  };
}

/** Creates the index of this version and points the alias to it, unless a newer one has it. */
async function prepareIndex(client: Client, alias: string): Promise<void> {
  const index = `${alias}-v${mappingVersion}`;
  const { body: exists } = await client.indices.exists({ index });
  if (!exists) await createIndex(client, index);
  const { body: aliased } = await client.indices.getAlias({ index: `${alias}-v*` });
  const holders = Object.entries(aliased)
    .filter(([, holder]) => alias in (holder.aliases ?? {}))
    .map(([name]) => name);
  const versions = holders.map((name) => Number(name.slice(`${alias}-v`.length)));
  if (versions.some((version) => version >= mappingVersion)) return;
  await client.indices.updateAliases({
    body: {
      actions: [
        ...holders.map((name) => ({ remove: { index: name, alias } })),
        { add: { index, alias } },
      ],
    },
  });
}

async function createIndex(client: Client, index: string): Promise<void> {
  try {
    await client.indices.create({
      index,
      body: {
        settings: {
          number_of_shards: 1,
          auto_expand_replicas: '0-1',
          refresh_interval: '1s',
          max_result_window: resultWindow,
        },
        mappings,
      },
    });
  } catch (error) {
    // Another instance that started at the same time has created it.
    const type = error instanceof errors.ResponseError ? error.body?.error?.type : undefined;
    if (type !== 'resource_already_exists_exception') throw error;
  }
}

const isStatus = (error: unknown, status: number): boolean =>
  error instanceof errors.ResponseError && error.statusCode === status;

const eventsOf = (answer: SearchAnswer): EventSummary[] =>
  answer.hits.hits.map((hit) => hit._source.event);

/** The most frequent first, as the embedded index has them. */
const toCounts = (buckets: readonly (Bucket & { readonly key: string })[]): FacetCount[] =>
  buckets
    .map(({ key, doc_count: count }) => ({ value: key, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
