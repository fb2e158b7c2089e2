import type { EventSummary, Suggestion } from '@ticketing/contracts';
import { convertQwertyToHangul } from 'es-hangul';
import MiniSearch from 'minisearch';
import {
  filterAndCount,
  type IndexedEvent,
  sortEvents,
  toIndexedEvent,
  withSaleStateAt,
} from '../domain/event-filters.ts';
import {
  bigramsOf,
  initialsOf,
  isInitials,
  isUnfinished,
  jamoWordsOf,
  normalise,
  queryBigramsOf,
  wordsOf,
} from '../domain/korean-text.ts';
import type { SearchIndex } from '../domain/search-index.ts';

interface Fields {
  readonly id: string;
  readonly title: string;
  readonly artists: string;
  readonly venue: string;
  readonly other: string;
}

const fields = ['title', 'artists', 'venue', 'other'];
const boost = { title: 4, artists: 3, venue: 2, other: 1 };

function fieldsOf(event: EventSummary): Fields {
  const both = (text: { ko: string; en: string }) => `${text.ko} ${text.en}`;
  return {
    id: event.id,
    title: both(event.title),
    artists: event.artists.map(both).join(' '),
    venue: `${both(event.venue.name)} ${both(event.venue.city)}`,
    other: `${event.subtitle === undefined ? '' : both(event.subtitle)} ${event.tags.join(' ')}`,
  };
}

const tokenIndex = (tokenize: (text: string) => string[]) =>
  new MiniSearch<Fields>({ fields, tokenize, processTerm: (term) => term });

/** An in-memory index, for one machine; held to the promises of `SearchIndex`. */
export function createMiniSearchIndex(): SearchIndex {
  const events = new Map<string, IndexedEvent>();
  /** The highest revision seen, also of removed events, so that a late message changes nothing. */
  const revisions = new Map<string, number>();
  const bigrams = tokenIndex(bigramsOf);
  const jamo = tokenIndex(jamoWordsOf);
  const initials = tokenIndex(initialsOf);
  const indexes = [bigrams, jamo, initials];

  function drop(eventId: string): void {
    if (!events.delete(eventId)) return;
    for (const index of indexes) index.discard(eventId);
  }

  /** Ids of the events that fit the text, best first; the ways of reading it in order of trust. */
  function find(text: string): { ids: string[]; corrected?: string } {
    if (isInitials(text)) {
      const query = text.replace(/\s/g, '');
      return {
        ids: idsOf(
          initials.search(
            query,
            options({ prefix: true }, () => [query]),
          ),
        ),
      };
    }
    const asTyped = findAsTyped(text);
    if (asTyped.length > 0) return { ids: asTyped };
    const hangul = convertQwertyToHangul(text);
    if (hangul !== text && wordsOf(hangul).length > 0) {
      const ids = findAsTyped(hangul);
      if (ids.length > 0) return { ids, corrected: hangul };
    }
    const forgiving = jamo.search(
      text,
      options({ prefix: true, fuzzy: (term) => (term.length < 4 ? 0 : 0.25) }, jamoWordsOf),
    );
    const best = forgiving[0];
    if (best === undefined) return { ids: [] };
    const corrected = closestTitle(text, idsOf(forgiving));
    return { ids: idsOf(forgiving), ...(corrected === undefined ? {} : { corrected }) };
  }

  function findAsTyped(text: string): string[] {
    if (isUnfinished(text)) {
      return idsOf(jamo.search(text, options({ prefix: true }, jamoWordsOf)));
    }
    return idsOf(bigrams.search(text, options({ prefix: true }, queryBigramsOf)));
  }

  /** The word of a found event that the mistyped text most likely meant, for "did you mean". */
  function closestTitle(text: string, ids: readonly string[]): string | undefined {
    const event = events.get(ids[0] ?? '')?.event;
    if (event === undefined) return undefined;
    return /\p{Script=Hangul}/u.test(text) ? event.title.ko : event.title.en;
  }

  return {
    async put(event) {
      if ((revisions.get(event.id) ?? 0) >= event.revision) return;
      drop(event.id);
      revisions.set(event.id, event.revision);
      events.set(event.id, toIndexedEvent(event));
      for (const index of indexes) index.add(fieldsOf(event));
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

function options(
  how: { prefix: boolean; fuzzy?: (term: string) => number },
  tokenize: (text: string) => string[],
) {
  return { ...how, boost, combineWith: 'AND' as const, tokenize };
}

const idsOf = (results: readonly { id: unknown }[]): string[] =>
  results.map((result) => String(result.id));

/** Events first, then the artists and venues that the text names; no text twice. */
function toSuggestions(text: string, found: readonly EventSummary[], limit: number): Suggestion[] {
  const suggestions: Suggestion[] = [];
  const seen = new Set<string>();
  const add = (suggestion: Suggestion) => {
    const key = `${suggestion.kind} ${suggestion.text.ko}`;
    if (seen.has(key) || suggestions.length >= limit) return;
    seen.add(key);
    suggestions.push(suggestion);
  };
  const typed = normalise(text).trim();
  const names = (name: { ko: string; en: string }) =>
    normalise(name.ko).includes(typed) ||
    normalise(name.en).includes(typed) ||
    (isInitials(typed) && initialsOf(name.ko).some((run) => run.startsWith(typed)));
  const byPopularity = [...found].sort((a, b) => b.popularity - a.popularity);
  for (const event of byPopularity) {
    if (names(event.venue.name)) add({ kind: 'venue', text: event.venue.name });
    for (const artist of event.artists) if (names(artist)) add({ kind: 'artist', text: artist });
    if (suggestions.length >= Math.floor(limit / 2)) break;
  }
  const places = suggestions.splice(0);
  seen.clear();
  for (const event of byPopularity.slice(0, Math.max(1, limit - places.length))) {
    add({ kind: 'event', text: event.title, eventId: event.id });
  }
  for (const place of places) add(place);
  return suggestions;
}
