import type { Booking } from '@ticketing/contracts';
import { formatDateTime } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Price } from '../../ui/Price.tsx';
import { PosterLater } from '../posters/PosterLater.tsx';
import { checkoutMessages } from './messages.ts';

/** What is being bought, and what it costs to the last won. */
export function OrderSummary({ booking }: { booking: Booking }) {
  const t = useMessages(checkoutMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const { event, performance, seats, currency, totalMinor } = booking;
  const feeMinor = seats.reduce((sum, seat) => sum + seat.bookingFeeMinor, 0);
  return (
    <section aria-labelledby="order">
      <h2 id="order" className="sr-only">
        {t('order')}
      </h2>
      <div className="flex gap-4">
        <PosterLater
          subject={{ ...event, venueName: performance.venueName }}
          variant="card"
          decorative
          className="w-24 shrink-0 self-start rounded-sm sm:w-32"
        />
        <div className="min-w-0">
          <p className="text-lg leading-snug font-extrabold tracking-title">
            {localized(event.title)}
          </p>
          <p className="figures mt-2">
            {formatDateTime(performance.startsAt, performance.timeZone, locale)}
          </p>
          <p className="text-quiet">{localized(performance.venueName)}</p>
        </div>
      </div>
      <ul className="figures mt-6 border-b border-line">
        {seats.map((seat) => {
          const { row, number } = seat;
          const section = localized(seat.section);
          return (
            <li key={seat.seatNo} className="flex justify-between gap-4 border-t border-line py-3">
              <span>
                <span className="block font-bold">
                  {row === undefined
                    ? t('standing', { section, number })
                    : t('seat', { section, row, number })}
                </span>
                <span className="text-sm text-quiet">{localized(seat.level.name)}</span>
              </span>
              <Price minor={seat.priceMinor} currency={currency} />
            </li>
          );
        })}
      </ul>
      <dl className="figures mt-3 grid grid-cols-[1fr_auto] gap-y-1 text-sm text-quiet">
        <dt>{t('ticketPrice')}</dt>
        <dd className="text-right">
          <Price minor={totalMinor - feeMinor} currency={currency} />
        </dd>
        <dt>{t('fee')}</dt>
        <dd className="text-right">
          <Price minor={feeMinor} currency={currency} />
        </dd>
      </dl>
      <p className="mt-3 flex items-baseline justify-between gap-4 border-t border-ink pt-3">
        <span className="font-semibold">{t('total')}</span>
        <Price
          minor={totalMinor}
          currency={currency}
          className="text-2xl font-extrabold tracking-title"
        />
      </p>
    </section>
  );
}
