import type { QueryOf, searchEvents } from '@ticketing/contracts';

type SearchQuery = QueryOf<typeof searchEvents>;
export type Category = NonNullable<SearchQuery['category']>;
export type Region = NonNullable<SearchQuery['region']>;
export type SaleState = NonNullable<SearchQuery['saleState']>;
export type Sort = NonNullable<SearchQuery['sort']>;

export const categories = [
  'concert',
  'musical',
  'play',
  'classical',
  'sports',
  'exhibition',
  'family',
] as const satisfies readonly Category[];
export const regions = [
  'seoul',
  'gyeonggi',
  'busan',
  'daegu',
  'gwangju',
  'daejeon',
  'gangwon',
  'jeju',
] as const satisfies readonly Region[];
export const saleStates = [
  'on_sale',
  'opening_soon',
  'sold_out',
  'closed',
  'cancelled',
  'postponed',
] as const satisfies readonly SaleState[];
const sorts = [
  'relevance',
  'popularity',
  'date',
  'opening',
  'price_low',
  'price_high',
] as const satisfies readonly Sort[];

/** What the search page shows; its address says the same, so that it can be shared and gone back to. */
export interface SearchState {
  readonly q?: string;
  readonly category?: Category;
  readonly region?: Region;
  readonly saleState?: SaleState;
  /** Days, `2026-07-03`, both included. */
  readonly from?: string;
  readonly to?: string;
  /** Minor units. */
  readonly priceMin?: number;
  readonly priceMax?: number;
  readonly sort?: Sort;
  /** 1-based; absent on the first. */
  readonly page?: number;
}

const queryLengthMax = 100;
const priceMinorMax = 1_000_000_000;
const pageMax = 500;

const oneOf = <Value extends string>(values: readonly Value[], given: unknown) =>
  values.find((value) => value === given);

function day(given: unknown): string | undefined {
  if (typeof given !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(given)) return undefined;
  const time = Date.parse(`${given}T00:00:00Z`);
  // 2026-02-30 parses as a day in March, which is not what stands there.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== given
    ? undefined
    : given;
}

function whole(given: unknown, min: number, max: number): number | undefined {
  const value = Number(given);
  return given !== '' && Number.isInteger(value) && value >= min && value <= max
    ? value
    : undefined;
}

const withoutAbsent = (state: Record<string, unknown>): SearchState =>
  Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));

/** Reads the address. What makes no sense there is left out, never an error. */
export function parseSearchState(search: Record<string, unknown>): SearchState {
  const q = typeof search.q === 'string' ? search.q.trim().slice(0, queryLengthMax) : '';
  const page = whole(search.page, 2, pageMax);
  return withoutAbsent({
    q: q === '' ? undefined : q,
    category: oneOf(categories, search.category),
    region: oneOf(regions, search.region),
    saleState: oneOf(saleStates, search.saleState),
    from: day(search.from),
    to: day(search.to),
    priceMin: whole(search.priceMin ?? '', 0, priceMinorMax),
    priceMax: whole(search.priceMax ?? '', 0, priceMinorMax),
    sort: oneOf(sorts, search.sort),
    page,
  });
}

export const resultsPerPage = 20;

/** Words are best served by relevance; without words there is nothing to be relevant to. */
export const defaultSort = (state: SearchState): Sort =>
  state.q === undefined ? 'popularity' : 'relevance';

/** What to ask the search service for. */
export function searchQueryOf({ page, ...state }: SearchState): SearchQuery {
  return {
    ...state,
    sort: state.sort ?? defaultSort(state),
    limit: resultsPerPage,
    ...(page !== undefined && { offset: (page - 1) * resultsPerPage }),
  };
}
