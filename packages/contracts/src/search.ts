import { type Static, Type } from 'typebox';
import { Category, Day, Id, Localized, Minor, Region, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';
import { EventSummary, SaleState } from './events.ts';

const FacetCount = <const Key extends string>(_key: Key) =>
  Type.Array(Strict({ value: Type.String(), count: Type.Integer({ minimum: 0 }) }));

export const SearchReply = Strict({
  items: Type.Array(EventSummary),
  total: Type.Integer({ minimum: 0 }),
  /** Counts over all hits of the text, each ignoring its own filter, so that a filter can be widened. */
  facets: Strict({
    category: FacetCount('category'),
    region: FacetCount('region'),
    saleState: FacetCount('saleState'),
  }),
  /** What was searched for instead, when nothing fitted the words as typed. */
  correctedQuery: Type.Optional(Type.String()),
});
export type SearchReply = Static<typeof SearchReply>;

export const searchEvents = endpoint({
  service: 'search',
  method: 'GET',
  path: '/search',
  access: 'public',
  summary: 'Find events: words, prefixes, typos, Korean initials (초성), filters, facets',
  query: Strict({
    q: Type.Optional(Type.String({ maxLength: 100 })),
    category: Type.Optional(Category),
    region: Type.Optional(Region),
    saleState: Type.Optional(SaleState),
    from: Type.Optional(Day),
    to: Type.Optional(Day),
    priceMin: Type.Optional(Minor),
    priceMax: Type.Optional(Minor),
    sort: Type.Optional(
      Type.Enum(['relevance', 'popularity', 'date', 'opening', 'price_low', 'price_high']),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 20 })),
  }),
  status: 200,
  reply: SearchReply,
  errors: [],
});

export const Suggestion = Strict({
  kind: Type.Enum(['event', 'artist', 'venue']),
  text: Localized(120),
  /** For kind event: where to go. Others search for their text. */
  eventId: Type.Optional(Id('event')),
});
export type Suggestion = Static<typeof Suggestion>;
export const suggest = endpoint({
  service: 'search',
  method: 'GET',
  path: '/search/suggestions',
  access: 'public',
  summary: 'Suggestions while typing',
  query: Strict({
    q: Type.String({ minLength: 1, maxLength: 60 }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 12, default: 8 })),
  }),
  status: 200,
  reply: Strict({ items: Type.Array(Suggestion) }),
  errors: [],
});

export const searchEndpoints = [searchEvents, suggest] as const;
