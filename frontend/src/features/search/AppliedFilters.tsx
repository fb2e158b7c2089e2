import { X } from 'lucide-react';
import { useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { searchMessages } from './messages.ts';
import type { SearchState } from './search-state.ts';
import { useFilterWords, withoutFilters } from './use-filter-words.ts';

/** The filters that are set, each with the way out of it. */
export function AppliedFilters({ state }: { state: SearchState }) {
  const t = useMessages(searchMessages);
  const applied = useFilterWords().applied(state);
  if (applied.length === 0) return null;
  return (
    <ul aria-label={t('applied')} className="flex flex-wrap items-center gap-2 pb-4">
      {applied.map(({ name, without }) => (
        <li key={name}>
          <Link
            to="/search"
            search={without}
            resetScroll={false}
            aria-label={t('remove', { name })}
            className="figures inline-flex min-h-9 items-center gap-1.5 rounded-full border border-line-strong py-1 pr-2 pl-3 text-sm font-semibold hover:bg-sunken"
          >
            {name}
            <X aria-hidden="true" className="size-4" />
          </Link>
        </li>
      ))}
      {applied.length > 1 && (
        <li>
          <Link
            to="/search"
            search={withoutFilters(state)}
            resetScroll={false}
            className="inline-flex min-h-9 items-center px-2 text-sm font-semibold underline underline-offset-4"
          >
            {t('clear')}
          </Link>
        </li>
      )}
    </ul>
  );
}
