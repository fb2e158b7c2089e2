import type { EventSummary } from '@ticketing/contracts';
import { formatDayRange, formatOpening } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { Price } from '../../ui/Price.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Poster } from '../posters/Poster.tsx';
import { posterSubject } from '../posters/poster-subject.ts';
import { categoryMessages } from './facet-messages.ts';
import { catalogueMessages } from './messages.ts';
import { SaleBadge } from './SaleBadge.tsx';

/** What can be had, at the end of a row: the lowest price, the opening, or why not. */
function RowEnd({ event }: { event: EventSummary }) {
  const t = useMessages(catalogueMessages);
  const locale = useLocale();
  if (event.saleState === 'on_sale') {
    return (
      <Price minor={event.priceMinMinor} currency={event.currency} from className="font-semibold" />
    );
  }
  if (event.saleState === 'opening_soon') {
    const when = formatOpening(event.saleOpensAt, event.venue.timeZone, locale);
    return (
      <span className="figures font-semibold whitespace-nowrap">{t('opensAt', { when })}</span>
    );
  }
  return <SaleBadge state={event.saleState} />;
}

export interface EventRowProps {
  readonly event: EventSummary;
  /** Place in a ranking. */
  readonly rank?: number;
  /** The level of the row's heading, to fit where the list stands. */
  readonly heading?: 'h2' | 'h3';
}

/** An event as one line of a list: poster, title, when, where, and what can be had. */
export function EventRow({ event, rank, heading: Heading = 'h3' }: EventRowProps) {
  const locale = useLocale();
  const localized = useLocalized();
  const category = useMessages(categoryMessages);
  const days = formatDayRange(event.startsAt, event.endsAt, event.venue.timeZone, locale);
  const gone = event.saleState === 'cancelled' || event.saleState === 'closed';
  return (
    <article className="group relative flex items-center gap-4 border-b border-line py-4">
      {rank !== undefined && (
        <span className="figures w-7 shrink-0 text-xl font-extrabold tracking-title whitespace-nowrap sm:w-10 sm:text-2xl">
          {rank}
        </span>
      )}
      <Poster
        subject={posterSubject(event)}
        variant="thumb"
        decorative
        className={`w-15 shrink-0 rounded-sm sm:w-18 ${gone ? 'opacity-50 grayscale' : ''}`}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-x-6 gap-y-1 sm:flex-row sm:items-center sm:justify-between">
        <div className="min-w-0">
          <Heading className="text-base leading-snug font-bold sm:text-lg">
            <Link
              to="/events/$eventId"
              params={{ eventId: event.id }}
              className="group-hover:underline group-hover:decoration-2 group-hover:underline-offset-4 after:absolute after:inset-0"
            >
              {localized(event.title)}
            </Link>
          </Heading>
          <p className="figures mt-1 text-sm text-quiet">
            <span className="max-sm:hidden">{category(event.category)} · </span>
            {days}
            <span className="max-sm:block max-sm:mt-0.5">
              <span className="max-sm:hidden"> · </span>
              {localized(event.venue.name)}
            </span>
          </p>
        </div>
        <p className="shrink-0 text-sm sm:text-right sm:text-base">
          <RowEnd event={event} />
        </p>
      </div>
    </article>
  );
}

/** The row's outline while it loads. */
export const EventRowSkeleton = ({ ranked = false }: { ranked?: boolean }) => (
  <div className="flex items-center gap-4 border-b border-line py-4">
    {ranked && <Skeleton className="h-8 w-7 sm:w-10" />}
    <Skeleton className="aspect-3/4 w-15 sm:w-18" />
    <div className="flex-1">
      <Skeleton className="h-6 w-3/4 max-w-80" />
      <Skeleton className="mt-2 h-4 w-1/2 max-w-56" />
    </div>
    <Skeleton className="h-5 w-24 max-sm:hidden" />
  </div>
);
