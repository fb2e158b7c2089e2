import type { EventSummary } from '@ticketing/contracts';
import { formatClock, formatWeekday, localDay, localMoment } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { AlarmIcon } from '../catalogue/AlarmButton.tsx';
import { useTimeUntil } from '../catalogue/use-time-until.ts';
import { Poster } from '../posters/Poster.tsx';
import { posterSubject } from '../posters/poster-subject.ts';
import { homeMessages } from './messages.ts';
import { type OpeningDay, openingDays } from './opening-days.ts';

const dayMs = 24 * 60 * 60 * 1000;

function Opening({ event }: { event: EventSummary }) {
  const localized = useLocalized();
  const until = useTimeUntil(event.saleOpensAt);
  return (
    <article className="group relative flex gap-4 py-4">
      <Poster
        subject={posterSubject(event)}
        variant="card"
        decorative
        className="w-24 shrink-0 rounded-sm"
      />
      <div className="flex min-w-0 flex-1 flex-col">
        <p className="figures text-2xl leading-none font-extrabold tracking-title">
          {formatClock(event.saleOpensAt, event.venue.timeZone)}
        </p>
        <p className="figures mt-1 text-xs font-semibold text-signal-text">{until}</p>
        <h3 className="mt-2 text-base leading-snug font-bold">
          <Link
            to="/events/$eventId"
            params={{ eventId: event.id }}
            className="group-hover:underline group-hover:underline-offset-4 after:absolute after:inset-0"
          >
            {localized(event.title)}
          </Link>
        </h3>
        <p className="mt-0.5 text-sm text-quiet">{localized(event.venue.name)}</p>
        <div className="relative z-1 mt-auto -mb-2 -ml-2.5">
          <AlarmIcon event={event} />
        </div>
      </div>
    </article>
  );
}

/** `오늘`, `내일`, or the weekday. */
function useDayName(): (day: OpeningDay) => string {
  const t = useMessages(homeMessages);
  const locale = useLocale();
  return ({ day, instant, timeZone }) => {
    const now = Date.now();
    if (day === localDay(new Date(now).toISOString(), timeZone)) return t('today');
    if (day === localDay(new Date(now + dayMs).toISOString(), timeZone)) return t('tomorrow');
    return formatWeekday(instant, timeZone, locale);
  };
}

function DayColumn({ day }: { day: OpeningDay }) {
  const name = useDayName()(day);
  const moment = localMoment(day.instant, day.timeZone);
  return (
    <li className="min-w-0 snap-start border-t-2 border-ink pt-3 sm:w-80 sm:shrink-0">
      <p className="figures flex items-baseline gap-2">
        <span className="text-3xl font-extrabold tracking-title">
          {moment.month}.{moment.day}
        </span>
        <span className="text-sm font-semibold text-quiet">{name}</span>
      </p>
      <div className="divide-y divide-line">
        {day.events.map((event) => (
          <Opening key={event.id} event={event} />
        ))}
      </div>
    </li>
  );
}

/** A calendar of openings: a strip to scroll on a desk, an agenda on a phone. */
export function OpeningStrip({ events }: { events: readonly EventSummary[] }) {
  return (
    <div className="strip">
      <ul className="flex flex-col gap-x-8 gap-y-6 sm:w-max sm:min-w-full sm:flex-row">
        {openingDays(events).map((day) => (
          <DayColumn key={day.day} day={day} />
        ))}
      </ul>
    </div>
  );
}

export const OpeningStripSkeleton = () => (
  <div className="flex flex-col gap-8 overflow-hidden sm:flex-row">
    {['one', 'two', 'three', 'four'].map((each) => (
      <div key={each} className="border-t-2 border-line pt-3 sm:w-80 sm:shrink-0">
        <Skeleton className="h-10 w-24" />
        <div className="mt-4 flex gap-4">
          <Skeleton className="aspect-3/4 w-24" />
          <div className="flex-1">
            <Skeleton className="h-7 w-20" />
            <Skeleton className="mt-4 h-5 w-full" />
            <Skeleton className="mt-2 h-4 w-1/2" />
          </div>
        </div>
      </div>
    ))}
  </div>
);
