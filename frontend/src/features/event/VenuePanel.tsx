import type { EventDetail } from '@ticketing/contracts';
import { ArrowUpRight } from 'lucide-react';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { eventMessages } from './messages.ts';

/** Maps that know the way, each by its own documented link; opened only when asked for. */
function mapLinks(name: string, { latitude, longitude }: EventDetail['venue']) {
  const query = encodeURIComponent(name);
  const kakao =
    latitude === undefined || longitude === undefined
      ? `https://map.kakao.com/?q=${query}`
      : `https://map.kakao.com/link/map/${query},${latitude},${longitude}`;
  return [
    ['kakaoMap', kakao],
    ['naverMap', `https://map.naver.com/p/search/${query}`],
    ['googleMap', `https://www.google.com/maps/search/?api=1&query=${query}`],
  ] as const;
}

/** 장소. */
export function VenuePanel({ event }: { event: EventDetail }) {
  const t = useMessages(eventMessages);
  const localized = useLocalized();
  const { venue } = event;
  const capacity = Math.max(...event.performances.map((each) => each.capacity), 0);
  const name = localized(venue.name);
  return (
    <div className="page py-10">
      <h2 className="text-2xl">
        {name}
        {venue.hall !== undefined && ` ${localized(venue.hall)}`}
      </h2>
      <dl className="mt-6 max-w-2xl border-b border-line">
        <div className="grid grid-cols-[6.5rem_1fr] gap-4 border-t border-line py-3">
          <dt className="text-sm leading-6 text-quiet">{t('address')}</dt>
          <dd className="font-semibold">{localized(venue.address)}</dd>
        </div>
        {capacity > 0 && (
          <div className="grid grid-cols-[6.5rem_1fr] gap-4 border-t border-line py-3">
            <dt className="text-sm leading-6 text-quiet">{t('capacity')}</dt>
            <dd className="figures font-semibold">{t('capacitySeats', { count: capacity })}</dd>
          </div>
        )}
        <div className="grid grid-cols-[6.5rem_1fr] gap-4 border-t border-line py-3">
          <dt className="text-sm leading-6 text-quiet">{t('directions')}</dt>
          <dd className="flex flex-wrap gap-x-6">
            {mapLinks(name, venue).map(([key, href]) => (
              <a
                key={key}
                href={href}
                target="_blank"
                rel="noreferrer"
                className="inline-flex min-h-6 items-center gap-1 font-semibold underline underline-offset-4"
              >
                {t(key)}
                <ArrowUpRight aria-hidden="true" className="size-4" />
              </a>
            ))}
          </dd>
        </div>
      </dl>
      <Link
        to="/search"
        search={{ q: name }}
        className="mt-6 inline-flex min-h-10 items-center font-semibold underline underline-offset-4"
      >
        {t('otherAtVenue')}
      </Link>
    </div>
  );
}
