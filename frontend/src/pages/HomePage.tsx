import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { EventRow, EventRowSkeleton } from '../features/catalogue/EventRow.tsx';
import { catalogueMessages } from '../features/catalogue/messages.ts';
import { onSaleQuery, openingQuery } from '../features/catalogue/queries.ts';
import { Genres, Regions } from '../features/home/Browse.tsx';
import { Feature, FeatureSkeleton } from '../features/home/Feature.tsx';
import { homeMessages } from '../features/home/messages.ts';
import { OpeningStrip, OpeningStripSkeleton } from '../features/home/OpeningStrip.tsx';
import type { SearchState } from '../features/search/search-state.ts';
import { useMessages } from '../i18n/messages.ts';
import { Link } from '../router/Link.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { DocumentTitle } from '../ui/PageTitle.tsx';
import { LoadingNote } from '../ui/Skeleton.tsx';

const rankedMax = 10;
const rowKeys = Array.from({ length: rankedMax }, (_, index) => `row${index}`);

function Section({
  title,
  more,
  className = 'page pt-14 sm:pt-18',
  children,
}: {
  title: string;
  className?: string;
  more?: SearchState;
  children: ReactNode;
}) {
  const t = useMessages(homeMessages);
  return (
    <section className={className}>
      <div className="mb-5 flex items-end justify-between gap-4">
        <h2 className="text-2xl sm:text-3xl">{title}</h2>
        {more !== undefined && (
          <Link
            to="/search"
            search={more}
            className="inline-flex min-h-10 items-center gap-1 text-sm font-semibold hover:underline hover:underline-offset-4"
          >
            {t('all')}
            <ArrowRight aria-hidden="true" className="size-4" />
          </Link>
        )}
      </div>
      {children}
    </section>
  );
}

/** What is on, ranked: on a desk the first five stand left, the others right. */
function Ranking({ onSale }: { onSale: ReturnType<typeof useOnSale> }) {
  const t = useMessages(homeMessages);
  const catalogue = useMessages(catalogueMessages);
  const list =
    'lg:grid lg:grid-flow-col lg:grid-cols-2 lg:grid-rows-5 lg:gap-x-12 border-t border-line lg:border-t-0';
  if (onSale.data === undefined) {
    return onSale.isError ? (
      <ErrorState error={onSale.error} onRetry={() => void onSale.refetch()} />
    ) : (
      <>
        <LoadingNote />
        <div className={list}>
          {rowKeys.map((key) => (
            <EventRowSkeleton key={key} ranked />
          ))}
        </div>
      </>
    );
  }
  if (onSale.data.items.length === 0) {
    return <EmptyState title={t('nothingOnSale')}>{t('nothingOnSaleBody')}</EmptyState>;
  }
  return (
    <>
      <ol className={list}>
        {onSale.data.items.map((event, index) => (
          <li key={event.id}>
            <EventRow event={event} rank={index + 1} />
          </li>
        ))}
      </ol>
      <p className="mt-4 text-sm text-quiet">{catalogue('allIn')}</p>
    </>
  );
}

const useOnSale = () => useQuery(onSaleQuery);

/** Says that search is out, for as long as it is: the lists below come without it. */
function SearchTrouble({ out }: { out: boolean }) {
  const t = useMessages(homeMessages);
  return (
    <div role="status">
      {out && (
        <div className="border-b border-line">
          <p className="page py-2 text-sm text-quiet">{t('searchTrouble')}</p>
        </div>
      )}
    </div>
  );
}

function Openings() {
  const t = useMessages(homeMessages);
  const opening = useQuery(openingQuery);
  if (opening.data === undefined) {
    return opening.isError ? (
      <ErrorState error={opening.error} onRetry={() => void opening.refetch()} />
    ) : (
      <OpeningStripSkeleton />
    );
  }
  if (opening.data.items.length === 0) {
    return <EmptyState title={t('nothingOpening')}>{t('nothingOpeningBody')}</EmptyState>;
  }
  return (
    <>
      <OpeningStrip events={opening.data.items} />
      <p className="mt-4 text-sm text-quiet">{t('openingNote')}</p>
    </>
  );
}

/** `/`: what is on, what opens next, and the ways into everything else. */
export function HomePage() {
  const t = useMessages(homeMessages);
  const onSale = useOnSale();
  const leading = onSale.data?.items[0];
  return (
    <>
      <DocumentTitle />
      <h1 className="sr-only">{t('title')}</h1>
      <SearchTrouble out={onSale.data?.outage !== undefined} />
      {leading !== undefined && <Feature event={leading} />}
      {onSale.isPending && <FeatureSkeleton />}
      <Section title={t('onSale')} more={{ saleState: 'on_sale', sort: 'popularity' }}>
        <Ranking onSale={onSale} />
      </Section>
      <Section title={t('openingSoon')} more={{ saleState: 'opening_soon', sort: 'opening' }}>
        <Openings />
      </Section>
      <div className="page grid pt-14 sm:pt-18 lg:grid-cols-12 lg:gap-x-12">
        <Section title={t('genres')} className="lg:col-span-7">
          <Genres facets={onSale.data?.facets} />
        </Section>
        <Section title={t('regions')} className="max-lg:pt-14 lg:col-span-5">
          <Regions facets={onSale.data?.facets} />
        </Section>
      </div>
    </>
  );
}
