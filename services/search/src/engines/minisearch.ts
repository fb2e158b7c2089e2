import MiniSearch from 'minisearch';
import {
  filterAndCount,
  type IndexedEvent,
  sortEvents,
  toIndexedEvent,
  withSaleStateAt,
} from '../domain/event-filters.ts';
import { bigramsOf, initialsOf, jamoWordsOf } from '../domain/korean-text.ts';
import type { SearchIndex } from '../domain/search-index.ts';
import {
  boost,
  closestTitle,
  type Reading,
  readingsOf,
  type SearchedField,
  searchedFields,
  searchedTextOf,
  typosForgiven,
} from '../domain/searched-text.ts';
import { toSuggestions } from '../domain/suggestions.ts';

interface Fields extends Record<SearchedField, string> {
  readonly id: string;
}

const tokenIndex = (tokenize: (text: string) => string[]) =>
  new MiniSearch<Fields>({ fields: [...searchedFields], tokenize, processTerm: (term) => term });

/** An in-memory index, for one machine; held to the promises of `SearchIndex`. */
export function createMiniSearchIndex(): SearchIndex {
  const events = new Map<string, IndexedEvent>();
  /** The highest revision seen, also of removed events, so that a late message changes nothing. */
  const revisions = new Map<string, number>();
  const indexes = {
    bigrams: tokenIndex(bigramsOf),
    jamo: tokenIndex(jamoWordsOf),
    initials: tokenIndex(initialsOf),
  };

  function drop(eventId: string): void {
    if (!events.delete(eventId)) return;
    for (const index of Object.values(indexes)) index.discard(eventId);
  }

  /** Ids of the events that fit the text, best first. */
  function find(text: string): { ids: string[]; corrected?: string } {
    for (const reading of readingsOf(text)) {
      const ids = idsOf(indexes[reading.tokens].search(text, optionsOf(reading)));
      const best = events.get(ids[0] ?? '')?.event;
      if (best === undefined) continue;
      const corrected = reading.forgiving ? closestTitle(text, best) : reading.corrected;
      return { ids, ...(corrected === undefined ? {} : { corrected }) };
    }
    return { ids: [] };
  }

  return {
    async put(event) {
      if ((revisions.get(event.id) ?? 0) >= event.revision) return;
      drop(event.id);
      revisions.set(event.id, event.revision);
      events.set(event.id, toIndexedEvent(event));
      const document = { id: event.id, ...searchedTextOf(event) };
      for (const index of Object.values(indexes)) index.add(document);
    },

    async remove(eventId, revision) {
      if ((revisions.get(eventId) ?? 0) > revision) return;
      revisions.set(eventId, revision);
      drop(eventId);
    },

    async search({ text, filters, sort, offset, limit, now }) {
      const words = text.trim();
      const { ids, corrected } =
        words === '' ? { ids: [...events.keys()], corrected: undefined } : find(words);
      const found = ids.flatMap((id) => {
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
      const { ids } = find(text.trim());
      const found = ids.flatMap((id) => events.get(id)?.event ?? []);
      return toSuggestions(text, found, limit);
    },

    async count() {
      return events.size;
    },
    async ping() {},
    async close() {},
  };
}

const optionsOf = ({ terms, forgiving }: Reading) => ({
  prefix: true,
  ...(forgiving && { fuzzy: typosForgiven }),
  boost,
  combineWith: 'AND' as const,
  tokenize: () => [...terms],
});

const idsOf = (results: readonly { id: unknown }[]): string[] =>
  results.map((result) => String(result.id));
