import type { QueryOf, SearchReply, searchEvents as searchEndpoint } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { SearchDependencies } from '../dependencies.ts';
import type { SearchFilters } from '../domain/search-index.ts';

const limitDefault = 20;

/**
 * A page of events that fit text and filters, with facet counts. Throws invalid_request when a range
 * ends before it begins.
 */
export async function searchEvents(
  { index, clock }: Pick<SearchDependencies, 'index' | 'clock'>,
  query: QueryOf<typeof searchEndpoint>,
): Promise<SearchReply> {
  const { q, sort, offset, limit, ...filters } = query;
  assertRanges(filters);
  return index.search({
    text: q ?? '',
    filters,
    sort: sort ?? 'relevance',
    offset: offset ?? 0,
    limit: limit ?? limitDefault,
    now: clock.now(),
  });
}

function assertRanges({ from, to, priceMin, priceMax }: SearchFilters): void {
  if (from !== undefined && to !== undefined && to < from) {
    throw problem('invalid_request', '`to` is before `from`');
  }
  if (priceMin !== undefined && priceMax !== undefined && priceMax < priceMin) {
    throw problem('invalid_request', '`priceMax` is below `priceMin`');
  }
}
