import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { searchMessages } from './messages.ts';
import type { SearchState } from './search-state.ts';

const stepClass =
  'inline-flex min-h-12 items-center gap-1 rounded-md border border-line-strong px-4 font-semibold hover:bg-sunken';

function Step({
  state,
  page,
  children,
}: {
  state: SearchState;
  page: number;
  children: ReactNode;
}) {
  const { page: _page, ...others } = state;
  return (
    <Link to="/search" search={page === 1 ? others : { ...others, page }} className={stepClass}>
      {children}
    </Link>
  );
}

/** Back and forth through the results. */
export function Pages({ state, pages }: { state: SearchState; pages: number }) {
  const t = useMessages(searchMessages);
  const page = state.page ?? 1;
  if (pages <= 1) return null;
  return (
    <nav aria-label={t('pages')} className="flex items-center justify-between gap-4 pt-8">
      {page > 1 ? (
        <Step state={state} page={page - 1}>
          <ChevronLeft aria-hidden="true" className="size-5" />
          {t('previous')}
        </Step>
      ) : (
        <span />
      )}
      <span className="figures text-quiet">{t('pageOf', { page, pages })}</span>
      {page < pages ? (
        <Step state={state} page={page + 1}>
          {t('next')}
          <ChevronRight aria-hidden="true" className="size-5" />
        </Step>
      ) : (
        <span />
      )}
    </nav>
  );
}
