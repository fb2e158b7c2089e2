import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { type ListAnswer, type SearchQuery, searchOrList } from './search-or-list.ts';

/** Below the time that other readings have: the list is a better answer than a longer wait. */
const searchMsMax = 5_000;

/** Loaded in an outage alone. Searches that are out together share one reading of the list. */
async function answerFromListOf(client: QueryClient, query: SearchQuery): Promise<ListAnswer> {
  const { answerFromList, readListedEvents } = await import('./listed-events.ts');
  const events = await client.fetchQuery({
    queryKey: ['events'],
    queryFn: ({ signal }) => readListedEvents((page) => api.listEvents({ query: page, signal })),
  });
  return answerFromList(events, query);
}

/**
 * A search; the results shown stay until the next ones are there. While search is out, the list of events
 * stands in, and search is asked again from time to time.
 */
export const searchQuery = (query: SearchQuery) =>
  queryOptions({
    queryKey: ['search', query],
    queryFn: ({ client, signal }) =>
      searchOrList(
        {
          search: (asked) => api.searchEvents({ query: asked, signal, timeoutMs: searchMsMax }),
          list: (asked) => answerFromListOf(client, asked),
          random: Math.random,
        },
        query,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => state.data?.outage?.retryMs ?? false,
  });

/** The ten most wanted of what is on sale, with how much is on in each genre and region. */
export const onSaleQuery = searchQuery({ saleState: 'on_sale', sort: 'popularity', limit: 10 });
/** What opens next. */
export const openingQuery = searchQuery({ saleState: 'opening_soon', sort: 'opening', limit: 24 });

/**
 * An event with its performances. Availability goes stale quickly, texts do not. Who reads it again wants news,
 * such as a price that has changed, and not what the browser keeps.
 */
export const eventQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['event', eventId],
    queryFn: ({ client, queryKey, signal }) => {
      const isKnown = client.getQueryData(queryKey) !== undefined;
      return api.getEvent({ params: { eventId }, signal, cache: isKnown ? 'no-cache' : undefined });
    },
    staleTime: 15_000,
  });
