import { type SearchReply, searchEvents as searchEndpoint, suggest } from '@ticketing/contracts';
import { type RouteEntry, route } from '@ticketing/service-kit';
import type { Counter } from 'prom-client';
import type { SearchDependencies } from '../dependencies.ts';
import { searchEvents } from '../operations/search-events.ts';

const suggestionsDefault = 8;

/** Answers may be a few seconds old: a wave of readers at an opening is served by caches in between. */
const cacheControl = 'public, max-age=5';

export function searchRoutes(
  dependencies: SearchDependencies,
  queries: Counter<'outcome'>,
): RouteEntry[] {
  return [
    route(searchEndpoint, async ({ query, reply }) => {
      reply.header('cache-control', cacheControl);
      const found = await searchEvents(dependencies, query);
      queries.inc({ outcome: outcomeOf(found) });
      return found;
    }),
    route(suggest, async ({ query, reply }) => {
      reply.header('cache-control', cacheControl);
      return {
        items: await dependencies.index.suggest(query.q, query.limit ?? suggestionsDefault),
      };
    }),
  ];
}

/** What people looked for in vain, or mistyped, tells what the catalogue and its words lack. */
function outcomeOf({ total, correctedQuery }: SearchReply): 'found' | 'corrected' | 'nothing' {
  if (total === 0) return 'nothing';
  return correctedQuery === undefined ? 'found' : 'corrected';
}
