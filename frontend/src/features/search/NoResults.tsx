import { useQuery } from '@tanstack/react-query';
import { useMessages } from '../../i18n/messages.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { EventRow } from '../catalogue/EventRow.tsx';
import { searchQuery } from '../catalogue/queries.ts';
import { searchMessages } from './messages.ts';
import type { SearchState } from './search-state.ts';
import { withoutFilters } from './use-filter-words.ts';

const popularMax = 5;

/** Nothing found: why that may be, the way out of the filters, and what others look for. */
export function NoResults({ state, filtered }: { state: SearchState; filtered: boolean }) {
  const t = useMessages(searchMessages);
  const popular = useQuery(
    searchQuery({ saleState: 'on_sale', sort: 'popularity', limit: popularMax }),
  );
  const title = state.q === undefined ? t('empty') : t('emptyQuery', { query: state.q });
  return (
    <>
      <EmptyState
        title={title}
        action={
          filtered && (
            <ButtonLink to="/search" search={withoutFilters(state)} tone="signal">
              {t('clear')}
            </ButtonLink>
          )
        }
      >
        {filtered ? t('emptyFilters') : t('emptyHelp')}
      </EmptyState>
      {popular.data !== undefined && popular.data.items.length > 0 && (
        <section className="mt-4">
          <h2 className="mb-2 text-xl">{t('popular')}</h2>
          {popular.data.items.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </section>
      )}
    </>
  );
}
