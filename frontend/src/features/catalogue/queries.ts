import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { QueryOf, searchEvents } from '@ticketing/contracts';
import { api } from '../../api/api.ts';

/** What a search asks for, as the contract names it. */
export type SearchQuery = QueryOf<typeof searchEvents>;

/** A search; the results shown stay until the next ones are there. */
export const searchQuery = (query: SearchQuery) =>
  queryOptions({
    queryKey: ['search', query],
    queryFn: ({ signal }) => api.searchEvents({ query, signal }),
    placeholderData: keepPreviousData,
  });

/** The ten most wanted of what is on sale, with how much is on in each genre and region. */
export const onSaleQuery = searchQuery({ saleState: 'on_sale', sort: 'popularity', limit: 10 });
/** What opens next. */
export const openingQuery = searchQuery({ saleState: 'opening_soon', sort: 'opening', limit: 24 });

/** An event with its performances. Availability goes stale quickly, texts do not. */
export const eventQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['event', eventId],
    queryFn: ({ signal }) => api.getEvent({ params: { eventId }, signal }),
    staleTime: 15_000,
  });
