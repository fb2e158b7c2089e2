import type { EventSummary } from '@ticketing/contracts';
import { toIndexedEvent } from '../domain/event-filters.ts';
import { bigramsOf, initialsOf, jamoWordsOf } from '../domain/korean-text.ts';
import { searchedFields, searchedTextOf } from '../domain/searched-text.ts';

/** What is stored of an event: tokens of ours, what filters and sorting need, the event as it came. */
export interface EventDocument {
  readonly removed: false;
  readonly event: EventSummary;
  readonly [field: string]: unknown;
}

const cut = { bigrams: bigramsOf, jamo: jamoWordsOf, initials: initialsOf };

/** The tokens that decide what is found are cut here, so that both engines find the same things. */
export function toDocument(event: EventSummary): EventDocument {
  const { firstDay, lastDay } = toIndexedEvent(event);
  const text = searchedTextOf(event);
  const tokens = Object.entries(cut).map(([kind, cutText]) => [
    kind,
    Object.fromEntries(searchedFields.map((field) => [field, cutText(text[field]).join(' ')])),
  ]);
  return {
    ...Object.fromEntries(tokens),
    text,
    removed: false,
    event,
    id: event.id,
    category: event.category,
    region: event.venue.region,
    saleState: event.saleState,
    saleOpensAt: event.saleOpensAt,
    saleClosesAt: event.saleClosesAt,
    nextStart: event.nextPerformance?.startsAt ?? event.startsAt,
    firstDay,
    lastDay,
    priceMinMinor: event.priceMinMinor,
    priceMaxMinor: event.priceMaxMinor,
    popularity: event.popularity,
  };
}

/** What stays of a removed event, so that an older revision does not bring it back. */
export const toTombstone = (id: string, now: Date) => ({
  removed: true as const,
  id,
  removedAt: now.toISOString(),
});

/** How the server reads the text beside the tokens: not at all, or as Korean. */
export type Analysis = 'bigrams' | 'nori';

/**
 * Korean into its morphemes, compounds also whole, without particles. What `_analyze` is asked for
 * to learn whether the server can do it: it takes the plugin analysis-nori.
 */
export const noriAnalysis = {
  tokenizer: { type: 'nori_tokenizer' as const, decompound_mode: 'mixed' as const },
  filter: ['nori_part_of_speech', 'nori_readingform', 'lowercase'],
};

const keyword = { type: 'keyword' as const };
const date = { type: 'date' as const };
const tokenFields = {
  properties: Object.fromEntries(
    searchedFields.map((field) => [
      field,
      { type: 'text' as const, analyzer: 'whitespace', index_options: 'freqs' as const },
    ]),
  ),
};

const morphemeFields = {
  properties: Object.fromEntries(
    searchedFields.map((field) => [field, { type: 'text' as const, analyzer: 'korean' }]),
  ),
};

const properties = {
  bigrams: tokenFields,
  jamo: tokenFields,
  initials: tokenFields,
  removed: { type: 'boolean' as const },
  removedAt: date,
  event: { type: 'object' as const, enabled: false },
  id: keyword,
  category: keyword,
  region: keyword,
  saleState: keyword,
  saleOpensAt: date,
  saleClosesAt: date,
  nextStart: date,
  firstDay: keyword,
  lastDay: keyword,
  priceMinMinor: { type: 'long' as const },
  priceMaxMinor: { type: 'long' as const },
  popularity: { type: 'double' as const },
};

/** Raise it with every change of the mappings or documents: the index is then built anew. */
export const mappingVersion = 2;

/** The mappings; `meta` says what the index was built as. */
export const mappingsFor = (analysis: Analysis, meta: Record<string, string | number>) => ({
  dynamic: false as const,
  _meta: meta,
  properties: analysis === 'nori' ? { ...properties, text: morphemeFields } : properties,
});

/** The deepest page of the contract: offset 10 000 and 60 events. */
const resultWindow = 10_060;

export const settingsFor = (analysis: Analysis) => ({
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
  refresh_interval: '1s',
  max_result_window: resultWindow,
  ...(analysis === 'nori' && {
    analysis: {
      tokenizer: { korean: noriAnalysis.tokenizer },
      analyzer: {
        korean: { type: 'custom' as const, tokenizer: 'korean', filter: noriAnalysis.filter },
      },
    },
  }),
});
