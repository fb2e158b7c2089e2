import type { SaleState } from '@ticketing/contracts';
import type { SearchFilters, SortOrder } from '../domain/search-index.ts';
import {
  boost,
  type Reading,
  type SearchedField,
  searchedFields,
  typosForgiven,
} from '../domain/searched-text.ts';

/** A clause of OpenSearch's query language. */
export type Clause = Record<string, object>;

/** A beginning counts less than the whole word, and a mistyped word a little more than a beginning. */
const prefixWeight = 0.375;
const fuzzyWeight = 0.45;
/** How many words of the index one mistyped word may stand for; the server's own limit is 1024. */
const fuzzyTermsMax = 500;

const bool = (parts: Record<string, object | number>): Clause => ({ bool: parts });
const anyOf = (should: Clause[]): Clause => bool({ should, minimum_should_match: 1 });
const allOf = (filter: Clause[]): Clause => bool({ filter });
const notRemoved: Clause = { term: { removed: false } };

/**
 * All events when there is nothing to read, else those in which every term fits some field. Where the
 * index has morphemes they lift, among these, the events in which the words are words: 부산 stands
 * in 부산 불꽃축제, and only by accident in 서부산업. They never decide what is found.
 */
export function textQuery(reading: Reading | undefined): Clause {
  const must = reading?.terms.map((term) => termQuery(reading, term)) ?? [];
  const should = reading?.tokens === 'bigrams' ? searchedFields.map(morphemes(reading.text)) : [];
  return bool({ filter: [notRemoved], must, should, minimum_should_match: 0 });
}

/** Fits nothing in an index without morphemes. */
const morphemes = (query: string) => (name: SearchedField) => ({
  match: { [`text.${name}`]: { query, boost: boost[name] } },
});

function termQuery({ tokens, forgiving }: Reading, term: string): Clause {
  const typos = forgiving ? typosForgiven(term) : 0;
  return anyOf(
    searchedFields.flatMap((name) => {
      const field = `${tokens}.${name}`;
      const weight = boost[name];
      const whole = { term: { [field]: { value: term, boost: weight } } };
      const beginning = { prefix: { [field]: { value: term, boost: weight * prefixWeight } } };
      if (typos === 0) return [whole, beginning];
      const near = { value: term, boost: weight * fuzzyWeight, ...fuzzyAs(typos) };
      return [whole, beginning, { fuzzy: { [field]: near } }];
    }),
  );
}

/** Two letters that changed places are two mistakes, as in the embedded index. */
const fuzzyAs = (fuzziness: number) => ({
  fuzziness,
  transpositions: false,
  max_expansions: fuzzyTermsMax,
});

const storedState = (...states: SaleState[]): Clause => ({ terms: { saleState: states } });

/** The same rules as `saleStateAt`, as conditions on what is stored. */
function saleStateQuery(state: SaleState, now: Date): Clause {
  const at = now.toISOString();
  const hasOpened: Clause = { range: { saleOpensAt: { lte: at } } };
  const hasClosed: Clause = { range: { saleClosesAt: { lte: at } } };
  const stillOpen: Clause = { range: { saleClosesAt: { gt: at } } };
  switch (state) {
    case 'opening_soon':
      return allOf([storedState('opening_soon'), { range: { saleOpensAt: { gt: at } } }]);
    case 'on_sale':
      return anyOf([
        allOf([storedState('on_sale'), stillOpen]),
        allOf([storedState('opening_soon'), hasOpened, stillOpen]),
      ]);
    case 'sold_out':
      return allOf([storedState('sold_out'), stillOpen]);
    case 'closed':
      return anyOf([
        storedState('closed'),
        allOf([storedState('on_sale', 'sold_out'), hasClosed]),
        allOf([storedState('opening_soon'), hasOpened, hasClosed]),
      ]);
    default:
      return storedState(state);
  }
}

type Facet = 'category' | 'region' | 'saleState';

/** The filters as one clause, without that of the facet `except`. */
export function filterQuery(filters: SearchFilters, now: Date, except?: Facet): Clause {
  const { category, region, saleState, from, to, priceMin, priceMax } = filters;
  const clauses: (Clause | false)[] = [
    except !== 'category' && category !== undefined && { term: { category } },
    except !== 'region' && region !== undefined && { term: { region } },
    except !== 'saleState' && saleState !== undefined && saleStateQuery(saleState, now),
    from !== undefined && { range: { lastDay: { gte: from } } },
    to !== undefined && { range: { firstDay: { lte: to } } },
    priceMin !== undefined && { range: { priceMaxMinor: { gte: priceMin } } },
    priceMax !== undefined && { range: { priceMinMinor: { lte: priceMax } } },
  ];
  return allOf(clauses.filter((clause) => clause !== false));
}

const saleStates: readonly SaleState[] = [
  'opening_soon',
  'on_sale',
  'sold_out',
  'closed',
  'cancelled',
  'postponed',
];

const facetValuesMax = 100;

/** Counts per facet, each without its own filter; and the most popular hit, whatever the filters. */
export function aggregations(filters: SearchFilters, now: Date) {
  const stateFilters = saleStates.map((state) => [state, saleStateQuery(state, now)]);
  const facet = (name: Facet, values: object) => ({
    filter: filterQuery(filters, now, name),
    aggs: { values },
  });
  const terms = (field: Facet) => ({ terms: { field, size: facetValuesMax } });
  return {
    category: facet('category', terms('category')),
    region: facet('region', terms('region')),
    saleState: facet('saleState', { filters: { filters: Object.fromEntries(stateFilters) } }),
    found: {
      filter: { match_all: {} },
      aggs: { first: { top_hits: { size: 1, _source: ['event'], sort: sortBy('popularity') } } },
    },
  };
}

const firstBy: Record<SortOrder, Record<string, 'asc' | 'desc'>[]> = {
  relevance: [{ _score: 'desc' }],
  popularity: [],
  date: [{ nextStart: 'asc' }],
  opening: [{ saleOpensAt: 'asc' }],
  price_low: [{ priceMinMinor: 'asc' }],
  price_high: [{ priceMaxMinor: 'desc' }],
};

/** Equal ones by popularity, then id, so that pages never overlap. */
export const sortBy = (sort: SortOrder): Record<string, 'asc' | 'desc'>[] => [
  ...firstBy[sort],
  { popularity: 'desc' },
  { id: 'asc' },
];
