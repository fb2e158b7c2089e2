import type { EventSummary } from '@ticketing/contracts';
import MiniSearch from 'minisearch';
import { type IndexedEvent, toIndexedEvent } from '../domain/event-filters.ts';
import { bigramsOf, initialsOf, jamoWordsOf } from '../domain/korean-text.ts';
import {
  boost,
  meantTitle,
  type Reading,
  readingsOf,
  type SearchedField,
  searchedFields,
  searchedTextOf,
  typosForgiven,
} from '../domain/searched-text.ts';
import { mostPopularFirst } from '../domain/suggestions.ts';

interface Fields extends Record<SearchedField, string> {
  readonly id: string;
}

const tokenIndex = (tokenize: (text: string) => string[]) =>
  new MiniSearch<Fields>({ fields: [...searchedFields], tokenize, processTerm: (term) => term });

/** One filling of the index in memory. */
export interface Generation {
  readonly builtAt: Date;
  readonly events: ReadonlyMap<string, IndexedEvent>;
  /** The revision at which each removed event went, so that a late message does not bring it back. */
  readonly removed: ReadonlyMap<string, number>;
  put(event: EventSummary): void;
  remove(eventId: string, revision: number): void;
  /** Ids of the events that fit the text, best first. */
  find(text: string): { ids: string[]; corrected?: string };
}

export function createGeneration(
  builtAt: Date,
  removedBefore: ReadonlyMap<string, number> = new Map(),
): Generation {
  const events = new Map<string, IndexedEvent>();
  const removed = new Map(removedBefore);
  const indexes = {
    bigrams: tokenIndex(bigramsOf),
    jamo: tokenIndex(jamoWordsOf),
    initials: tokenIndex(initialsOf),
  };

  const revisionOf = (eventId: string): number =>
    events.get(eventId)?.event.revision ?? removed.get(eventId) ?? 0;

  function drop(eventId: string): void {
    if (!events.delete(eventId)) return;
    for (const index of Object.values(indexes)) index.discard(eventId);
  }

  return {
    builtAt,
    events,
    removed,
    put(event) {
      if (revisionOf(event.id) >= event.revision) return;
      drop(event.id);
      removed.delete(event.id);
      events.set(event.id, toIndexedEvent(event));
      const document = { id: event.id, ...searchedTextOf(event) };
      for (const index of Object.values(indexes)) index.add(document);
    },
    remove(eventId, revision) {
      if (revisionOf(eventId) > revision) return;
      drop(eventId);
      removed.set(eventId, revision);
    },
    find(text) {
      for (const reading of readingsOf(text)) {
        const results = indexes[reading.tokens].search(text, optionsOf(reading));
        const ids = inOrder(results, events);
        const found = ids.flatMap((id) => events.get(id)?.event ?? []);
        const [mostPopular] = mostPopularFirst(found);
        if (mostPopular === undefined) continue;
        const corrected = reading.forgiving ? meantTitle(text, mostPopular) : reading.corrected;
        return { ids, ...(corrected === undefined ? {} : { corrected }) };
      }
      return { ids: [] };
    },
  };
}

const optionsOf = ({ terms, forgiving }: Reading) => ({
  prefix: true,
  ...(forgiving && { fuzzy: typosForgiven }),
  boost,
  combineWith: 'AND' as const,
  tokenize: () => [...terms],
});

/** Best first; equal ones by popularity, then id, so that pages never overlap. */
function inOrder(
  results: readonly { readonly id: unknown; readonly score: number }[],
  events: ReadonlyMap<string, IndexedEvent>,
): string[] {
  const popularityOf = (id: string) => events.get(id)?.event.popularity ?? 0;
  return results
    .map(({ id, score }) => ({ id: String(id), score }))
    .sort(
      (a, b) =>
        b.score - a.score || popularityOf(b.id) - popularityOf(a.id) || (a.id < b.id ? -1 : 1),
    )
    .map(({ id }) => id);
}
