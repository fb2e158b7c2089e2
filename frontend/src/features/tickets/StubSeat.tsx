import type { BookedSeat } from '@ticketing/contracts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { floorText, seatParts } from '../bookings/seat-words.ts';
import { ticketMessages } from './messages.ts';

/** The seat as the usher needs it: where first, in letters that carry over an arm's length. */
export function StubSeat({ seat }: { seat: BookedSeat }) {
  const locale = useLocale();
  const t = useMessages(ticketMessages);
  const floor = floorText(seat, locale);
  const [section, ...place] = seatParts(seat, locale);
  const unit = { section: '', row: t('row'), number: t('seat'), entry: t('entry') } as const;
  return (
    <div>
      <p className="text-base font-bold">
        {seat.level.name[locale]}
        {floor !== undefined && ` · ${floor}`}
      </p>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-4 gap-y-1 leading-none font-extrabold tracking-title">
        <span
          className={`text-3xl leading-none md:w-full md:text-4xl ${locale === 'en' ? 'w-full' : ''}`}
        >
          {section?.value}
        </span>
        {place.map(({ kind, value }) => {
          const before = locale === 'en' || kind === 'entry';
          const word = <span className="text-xl">{unit[kind]}</span>;
          return (
            <span key={kind} className="inline-flex items-baseline gap-1">
              {before && word}
              <span className="text-6xl leading-none md:text-[5.6rem] md:leading-none">
                {value}
              </span>
              {!before && word}
              {kind === 'entry' && locale === 'ko' && <span className="text-xl">{t('seat')}</span>}
            </span>
          );
        })}
      </p>
    </div>
  );
}
