import type { EventSummary } from '@ticketing/contracts';
import type { ReactNode } from 'react';
import { formatDateTime, formatDayRange } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { categoryMessages } from '../catalogue/facet-messages.ts';
import { PriceRange } from '../catalogue/PriceRange.tsx';
import { isByArtist, Poster } from '../posters/Poster.tsx';
import { posterPalette } from '../posters/palettes.ts';
import { posterSubject } from '../posters/poster-subject.ts';
import { splitTitle } from '../posters/typeset.ts';
import { homeMessages } from './messages.ts';

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-sm text-quiet">{label}</dt>
    <dd className="figures mt-0.5 text-lg font-bold tracking-tight">{children}</dd>
  </div>
);

/** When, where, from how much, and the one thing to do: on paper, below the poster. */
function FeatureFacts({ event }: { event: EventSummary }) {
  const t = useMessages(homeMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const zone = event.venue.timeZone;
  return (
    <div className="page flex flex-wrap items-center justify-between gap-x-10 gap-y-5 py-6">
      <dl className="grid min-w-0 gap-x-10 gap-y-4 sm:grid-cols-3">
        <Fact label={t('nextPerformance')}>
          {formatDateTime(event.nextPerformance?.startsAt ?? event.startsAt, zone, locale)}
        </Fact>
        <Fact label={t('venue')}>{localized(event.venue.name)}</Fact>
        <Fact label={`${t('price')} · ${t('priceNote')}`}>
          <PriceRange
            minMinor={event.priceMinMinor}
            maxMinor={event.priceMaxMinor}
            currency={event.currency}
          />
        </Fact>
      </dl>
      <ButtonLink
        to="/events/$eventId"
        params={{ eventId: event.id }}
        tone="signal"
        size="large"
        className="w-full sm:w-auto sm:min-w-44"
      >
        {t('book')}
      </ButtonLink>
    </div>
  );
}

/** The event on everyone's lips, as a poster across the page. */
export function Feature({ event }: { event: EventSummary }) {
  const t = useMessages(homeMessages);
  const category = useMessages(categoryMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const inks = posterPalette(event.category, event.posterSeed);
  const { lead, main, rest } = splitTitle(localized(event.title), isByArtist(event.category));
  return (
    <section className="border-b border-line">
      <Link
        to="/events/$eventId"
        params={{ eventId: event.id }}
        className="group relative block overflow-hidden focus-visible:-outline-offset-4"
        style={{ backgroundColor: inks.ground, color: inks.ink, outlineColor: inks.ink }}
      >
        <Poster
          subject={posterSubject(event)}
          variant="square"
          decorative
          className="h-60 w-full sm:absolute sm:inset-y-0 sm:right-0 sm:h-full sm:w-1/2"
        />
        <div className="page sm:grid sm:min-h-104 sm:grid-cols-2 lg:min-h-120">
          <div className="flex flex-col justify-between gap-8 pt-6 pb-8 sm:py-10 lg:py-12">
            <p className="text-sm font-semibold">
              {t('leading')} · {category(event.category)}
            </p>
            <div>
              {lead !== undefined && (
                <p className="mb-1 text-xl font-bold tracking-title lg:text-2xl">{lead}</p>
              )}
              <h2 className="text-4xl group-hover:underline group-hover:decoration-4 group-hover:underline-offset-8 lg:text-6xl">
                {main}
              </h2>
              {rest !== undefined && (
                <p className="mt-2 text-xl font-bold tracking-title lg:text-2xl">{rest}</p>
              )}
              {event.subtitle !== undefined && (
                <p className="mt-2 text-base font-semibold lg:text-lg">
                  {localized(event.subtitle)}
                </p>
              )}
              <p className="figures mt-6 text-base font-semibold">
                {formatDayRange(event.startsAt, event.endsAt, event.venue.timeZone, locale)}
              </p>
            </div>
          </div>
        </div>
      </Link>
      <FeatureFacts event={event} />
    </section>
  );
}

/** The feature's outline while it loads. */
export const FeatureSkeleton = () => (
  <div className="border-b border-line">
    <div className="bg-sunken">
      <div className="page h-110 sm:h-104 lg:h-120" />
    </div>
    <div className="page flex flex-wrap items-center justify-between gap-5 py-6">
      <Skeleton className="h-13 w-full max-w-2xl" />
      <Skeleton className="h-14 w-full sm:w-44" />
    </div>
  </div>
);
