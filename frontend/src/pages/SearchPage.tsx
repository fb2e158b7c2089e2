import { useQuery } from '@tanstack/react-query';
import { EventRow, EventRowSkeleton } from '../features/catalogue/EventRow.tsx';
import { catalogueMessages } from '../features/catalogue/messages.ts';
import { searchQuery } from '../features/catalogue/queries.ts';
import { AppliedFilters } from '../features/search/AppliedFilters.tsx';
import { FilterSheet } from '../features/search/FilterSheet.tsx';
import { Filters } from '../features/search/Filters.tsx';
import { searchMessages } from '../features/search/messages.ts';
import { NoResults } from '../features/search/NoResults.tsx';
import { Pages } from '../features/search/Pages.tsx';
import { SearchOutage } from '../features/search/SearchOutage.tsx';
import {
  defaultSort,
  parseSearchState,
  resultsPerPage,
  type SearchState,
  type Sort,
  searchQueryOf,
} from '../features/search/search-state.ts';
import { useFilterWords } from '../features/search/use-filter-words.ts';
import { useMessages } from '../i18n/messages.ts';
import { navigate, useSearch } from '../router/context.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Select } from '../ui/Field.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { LoadingNote } from '../ui/Skeleton.tsx';

const rowKeys = Array.from({ length: 8 }, (_, index) => `row${index}`);
const sortNames = {
  relevance: 'relevance',
  popularity: 'popularity',
  date: 'date_sort',
  opening: 'opening',
  price_low: 'price_low',
  price_high: 'price_high',
} as const satisfies Record<Sort, string>;

function SortSelect({
  state,
  onChange,
}: {
  state: SearchState;
  onChange: (state: SearchState) => void;
}) {
  const t = useMessages(searchMessages);
  const sorts = (Object.keys(sortNames) as Sort[]).filter(
    (sort) => sort !== 'relevance' || state.q !== undefined,
  );
  return (
    <Select
      label={t('sort')}
      hideLabel
      compact
      value={state.sort ?? defaultSort(state)}
      onChange={({ target }) => onChange(parseSearchState({ ...state, sort: target.value }))}
      options={sorts.map((sort) => ({ value: sort, label: t(sortNames[sort]) }))}
      className="text-sm font-semibold"
    />
  );
}

function Results({ state, filtered }: { state: SearchState; filtered: boolean }) {
  const t = useMessages(searchMessages);
  const search = useQuery(searchQuery(searchQueryOf(state)));
  if (search.data === undefined) {
    return search.isError ? (
      <ErrorState error={search.error} onRetry={() => void search.refetch()} />
    ) : (
      <div className="border-t border-line">
        <LoadingNote />
        {rowKeys.map((key) => (
          <EventRowSkeleton key={key} />
        ))}
      </div>
    );
  }
  const { items, total, correctedQuery } = search.data;
  if (items.length === 0) return <NoResults state={state} filtered={filtered} />;
  return (
    <>
      {correctedQuery !== undefined && state.q !== undefined && (
        <p className="mb-4 border-l-4 border-ink py-1 pl-4">
          {t('corrected', { query: state.q, corrected: correctedQuery })}
        </p>
      )}
      <div
        aria-busy={search.isPlaceholderData}
        className={`border-t border-line transition-opacity ${search.isPlaceholderData ? 'opacity-50' : ''}`}
      >
        {items.map((event) => (
          <EventRow key={event.id} event={event} heading="h2" />
        ))}
      </div>
      <Pages state={state} pages={Math.ceil(total / resultsPerPage)} />
    </>
  );
}

/** `/search`: words, filters with counts, order. The address is the state. */
export function SearchPage() {
  const t = useMessages(searchMessages);
  const catalogue = useMessages(catalogueMessages);
  const state = useSearch('/search');
  const { data, refetch } = useQuery(searchQuery(searchQueryOf(state)));
  const words = useFilterWords();
  const filterCount = words.applied(state).length;
  const change = ({ page: _page, ...next }: SearchState) =>
    void navigate({ to: '/search', search: parseSearchState({ ...next }), resetScroll: false });
  const filters = { state, facets: data?.facets, onChange: change };
  const answersWords = state.q !== undefined && data?.outage?.wordsFound !== false;
  return (
    <div className="page">
      <PageTitle>{answersWords ? t('titleFor', { query: state.q }) : t('title')}</PageTitle>
      <SearchOutage outage={data?.outage} query={state.q} onRetry={refetch} />
      <div className="lg:grid lg:grid-cols-12 lg:gap-x-12">
        <aside aria-label={t('filters')} className="max-lg:hidden lg:col-span-3">
          <Filters {...filters} />
        </aside>
        <div className="min-w-0 lg:col-span-9">
          <div className="flex min-h-10 flex-wrap items-center justify-between gap-3 pb-4">
            <div>
              <p role="status" className="figures font-semibold">
                {data === undefined ? '' : t('total', { count: data.total })}
              </p>
              <p className="text-sm text-quiet">{catalogue('allIn')}</p>
            </div>
            <div className="flex items-center gap-2">
              <div className="lg:hidden">
                <FilterSheet {...filters} count={filterCount} total={data?.total} />
              </div>
              <SortSelect state={state} onChange={change} />
            </div>
          </div>
          <AppliedFilters state={state} />
          <Results state={state} filtered={filterCount > 0} />
        </div>
      </div>
    </div>
  );
}
