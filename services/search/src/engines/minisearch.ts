import { type Clock, systemClock } from '@ticketing/service-kit';
import {
  filterAndCount,
  type IndexedEvent,
  sortEvents,
  withSaleStateAt,
} from '../domain/event-filters.ts';
import { notBuiltYet } from '../domain/not-built.ts';
import type { SearchIndex } from '../domain/search-index.ts';
import { toSuggestions } from '../domain/suggestions.ts';
import { createGeneration, type Generation } from './minisearch-generation.ts';

/** An in-memory index, for one machine; held to the promises of `SearchIndex`. */
export function createMiniSearchIndex(clock: Pick<Clock, 'now'> = systemClock): SearchIndex {
  let serving: Generation | undefined;
  let filling: Generation | undefined;

  function current(): Generation {
    if (serving === undefined) throw notBuiltYet();
    return serving;
  }

  /** Applies a change to what serves and to what is being filled. */
  function change(apply: (generation: Generation) => void): void {
    if (serving === undefined && filling === undefined) throw notBuiltYet();
    if (serving !== undefined) apply(serving);
    if (filling !== undefined) apply(filling);
  }

  return {
    async put(event) {
      change((generation) => generation.put(event));
    },
    async remove(eventId, revision) {
      change((generation) => generation.remove(eventId, revision));
    },

    async search({ text, filters, sort, offset, limit, now }) {
      const { events, find } = current();
      const words = text.trim();
      const { ids, corrected } =
        words === '' ? { ids: [...events.keys()], corrected: undefined } : find(words);
      const found = ids.flatMap((id): IndexedEvent[] => {
        const indexed = events.get(id);
        return indexed === undefined ? [] : [withSaleStateAt(indexed, now)];
      });
      const narrowed = filterAndCount(found, filters);
      const order = words === '' && sort === 'relevance' ? 'popularity' : sort;
      const items = sortEvents(narrowed.events, order).slice(offset, offset + limit);
      return {
        items: items.map((indexed) => indexed.event),
        total: narrowed.events.length,
        facets: narrowed.facets,
        ...(corrected === undefined ? {} : { correctedQuery: corrected }),
      };
    },

    async suggest(text, limit) {
      const { events, find } = current();
      const found = find(text.trim()).ids.flatMap((id) => events.get(id)?.event ?? []);
      return toSuggestions(text, found, limit);
    },

    async count() {
      return current().events.size;
    },

    async rebuild({ fill, isDue }) {
      if (filling !== undefined) return 'busy';
      if (!isDue(stateOf(serving))) return 'not_due';
      const next = createGeneration(clock.now(), serving?.removed);
      filling = next;
      try {
        await fill(async (events) => {
          for (const event of events) next.put(event);
        });
        serving = next;
      } finally {
        filling = undefined;
      }
      return 'rebuilt';
    },
    async state() {
      return stateOf(serving);
    },
    async ping() {
      current();
    },
    async close() {},
  };
}

const stateOf = (generation: Generation | undefined) =>
  generation && { builtAt: generation.builtAt, fit: 'current' as const, writable: true };
