import { searchEvents as searchEndpoint, suggest } from '@ticketing/contracts';
import { type RouteEntry, route } from '@ticketing/service-kit';
import type { SearchDependencies } from '../dependencies.ts';
import { searchEvents } from '../operations/search-events.ts';

const suggestionsDefault = 8;

/** Answers may be a few seconds old: a wave of readers at an opening is served by caches in between. */
const cacheControl = 'public, max-age=5';

export function searchRoutes(dependencies: SearchDependencies): RouteEntry[] {
  return [
    route(searchEndpoint, async ({ query, reply }) => {
      reply.header('cache-control', cacheControl);
      return searchEvents(dependencies, query);
    }),
    route(suggest, async ({ query, reply }) => {
      reply.header('cache-control', cacheControl);
      return {
        items: await dependencies.index.suggest(query.q, query.limit ?? suggestionsDefault),
      };
    }),
  ];
}
