import type { EventDetail, Performance } from '@ticketing/contracts';
import type { ReactNode } from 'react';
import { formatDateTime, formatDayRange, formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Price } from '../../ui/Price.tsx';
import { categoryMessages } from '../catalogue/facet-messages.ts';
import { SaleBadge } from '../catalogue/SaleBadge.tsx';
import { PosterLater } from '../posters/PosterLater.tsx';
import { posterSubject } from '../posters/poster-subject.ts';
import { offeredIn } from './availability.ts';
import { eventMessages } from './messages.ts';

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="grid grid-cols-[6.5rem_1fr] gap-4 border-t border-line py-3">
    <dt className="text-sm leading-6 text-quiet">{label}</dt>
    <dd className="figures min-w-0 font-semibold">{children}</dd>
  </div>
);

/** Each level with its all-in price; a level that is gone for the picked performance says so. */
function Levels({ event, picked }: { event: EventDetail; picked: Performance | undefined }) {
  const t = useMessages(eventMessages);
  const localized = useLocalized();
  const { currency } = event.summary;
  return (
    <ul className="grid gap-x-8 gap-y-1 sm:grid-cols-2">
      {event.priceLevels.map((level) => {
        const left = picked?.availability?.byLevel.find((each) => each.code === level.code);
        const gone =
          picked?.saleState === 'on_sale' &&
          left !== undefined &&
          offeredIn(left, picked, Date.now()) <= 0;
        return (
          <li key={level.code} className="flex items-baseline justify-between gap-4">
            <span className={gone ? 'text-quiet' : ''}>
              {localized(level.name)}
              {gone && <span className="ml-2 text-xs">{t('levelSoldOut')}</span>}
            </span>
            <Price
              minor={level.priceMinor}
              currency={currency}
              className={gone ? 'text-quiet line-through' : ''}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** Fees differ by level only in odd catalogues; one figure is told when it is the same for all. */
function FeeNote({ event }: { event: EventDetail }) {
  const t = useMessages(eventMessages);
  const locale = useLocale();
  const fees = new Set(event.priceLevels.map((level) => level.bookingFeeMinor));
  const [fee] = fees;
  const amount = fee !== undefined && formatMoney(fee, event.summary.currency, locale);
  const note =
    fees.size === 1 && fee !== 0 && amount ? t('feeIncluded', { fee: amount }) : t('allIn');
  return <p className="mt-1 text-sm font-normal text-quiet">{note}</p>;
}

function Facts({ event, picked }: { event: EventDetail; picked: Performance | undefined }) {
  const t = useMessages(eventMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const { summary, venue } = event;
  const zone = venue.timeZone;
  const limit = picked?.ticketsPerCustomerMax;
  return (
    <dl className="mt-8 border-b border-line">
      <Fact label={t('period')}>
        <span className={summary.saleState === 'postponed' ? 'text-quiet line-through' : ''}>
          {formatDayRange(summary.startsAt, summary.endsAt, zone, locale)}
        </span>
        {summary.saleState === 'postponed' && <span className="ml-2">{t('dateOpen')}</span>}
      </Fact>
      <Fact label={t('venue')}>
        {localized(venue.name)}
        {venue.hall !== undefined && ` ${localized(venue.hall)}`}
        <span className="ml-2 text-sm font-normal text-quiet">{localized(venue.city)}</span>
      </Fact>
      <Fact label={t('runningTime')}>{t('minutes', { minutes: summary.runningMinutes })}</Fact>
      <Fact label={t('age')}>
        {summary.ageMin === 0 ? t('ageAll') : t('ageMin', { age: summary.ageMin })}
      </Fact>
      {summary.saleState === 'opening_soon' && (
        <Fact label={t('saleOpens')}>{formatDateTime(summary.saleOpensAt, zone, locale)}</Fact>
      )}
      <Fact label={t('prices')}>
        <Levels event={event} picked={picked} />
        <FeeNote event={event} />
        {limit !== undefined && (
          <p className="text-sm font-normal text-quiet">{t('limit', { count: limit })}</p>
        )}
      </Fact>
    </dl>
  );
}

/** Poster left, facts right: what, when, where, how long, for whom, for how much. */
export function EventHead({
  event,
  picked,
  children,
}: {
  event: EventDetail;
  picked: Performance | undefined;
  /** Stands below the facts: the choice of a performance. */
  children: ReactNode;
}) {
  const localized = useLocalized();
  const category = useMessages(categoryMessages);
  const { summary } = event;
  const ended = summary.saleState === 'cancelled' || summary.saleState === 'closed';
  return (
    <div className="page grid gap-x-12 gap-y-8 pt-6 pb-14 sm:pt-10 md:grid-cols-12">
      <div className="max-md:max-w-56 md:col-span-5 lg:col-span-4">
        <PosterLater
          subject={posterSubject(summary)}
          decorative
          className={`w-full rounded-md md:sticky md:top-24 ${ended ? 'opacity-60 grayscale' : ''}`}
        />
      </div>
      <div className="min-w-0 md:col-span-7 lg:col-span-8">
        <div className="flex flex-wrap gap-2">
          <Badge>{category(summary.category)}</Badge>
          <SaleBadge state={summary.saleState} />
        </div>
        <h1 className="mt-4 text-3xl lg:text-4xl">{localized(summary.title)}</h1>
        {summary.subtitle !== undefined && (
          <p className="mt-2 text-lg text-quiet">{localized(summary.subtitle)}</p>
        )}
        <Facts event={event} picked={picked} />
        {children}
      </div>
    </div>
  );
}
