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

/** An event with its performances. Availability goes stale quickly, texts do not. */
export const eventQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['event', eventId],
    queryFn: ({ signal }) => api.getEvent({ params: { eventId }, signal }),
    staleTime: 15_000,
  });
