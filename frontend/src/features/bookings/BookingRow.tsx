import type { Booking } from '@ticketing/contracts';
import { formatDateTime } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Link } from '../../router/Link.tsx';
import { Countdown } from '../../ui/Countdown.tsx';
import { Price } from '../../ui/Price.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Poster } from '../posters/Poster.tsx';
import { BookingStateBadge } from './BookingStateBadge.tsx';
import { bookingMessages } from './messages.ts';
import { awaitsDeposit } from './queries.ts';
import { seatText } from './seat-words.ts';

const seatsShownMax = 2;

/** The first seats in words, and how many there are in all. */
function Seats({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const names = booking.seats.slice(0, seatsShownMax).map((seat) => seatText(seat, locale));
  const more = booking.seats.length > seatsShownMax ? ' …' : '';
  return (
    <p className="figures mt-1 text-sm text-quiet">
      {t('tickets', { count: booking.seats.length })} · {names.join(' / ')}
      {more}
    </p>
  );
}

/** A booking as one line of the list: poster, title, when, seats; its state and sum at the end. */
export function BookingRow({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const { event, performance, state } = booking;
  const gone = state === 'cancelled' || state === 'expired';
  const payUntil = state === 'pending_payment' ? booking.expiresAt : undefined;
  return (
    <article className="group relative flex items-start gap-4 border-b border-line py-5 sm:gap-6">
      <Poster
        subject={event}
        variant="thumb"
        decorative
        className={`w-18 shrink-0 rounded-sm sm:w-22 ${gone ? 'opacity-50 grayscale' : ''}`}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-x-8 gap-y-3 sm:flex-row sm:justify-between">
        <div className="min-w-0">
          <h2 className="text-lg leading-snug">
            <Link
              to="/bookings/$bookingId"
              params={{ bookingId: booking.id }}
              className="group-hover:underline group-hover:decoration-2 group-hover:underline-offset-4 after:absolute after:inset-0"
            >
              {localized(event.title)}
            </Link>
          </h2>
          <p className="figures mt-1">
            {formatDateTime(performance.startsAt, performance.timeZone, locale)}
          </p>
          <p className="text-sm text-quiet">{localized(performance.venueName)}</p>
          <Seats booking={booking} />
        </div>
        <div className="flex shrink-0 flex-wrap items-center gap-3 sm:flex-col sm:items-end sm:gap-2">
          <BookingStateBadge booking={booking} />
          <Price minor={booking.totalMinor} currency={booking.currency} className="font-semibold" />
          {payUntil !== undefined && (
            <p className="text-sm font-semibold text-warning-text">
              <Countdown until={payUntil} />{' '}
              {t(awaitsDeposit(booking) ? 'depositWithin' : 'payWithin')}
            </p>
          )}
        </div>
      </div>
    </article>
  );
}

/** The row's outline while it loads. */
export const BookingRowSkeleton = () => (
  <div className="flex items-start gap-4 border-b border-line py-5 sm:gap-6">
    <Skeleton className="aspect-3/4 w-18 sm:w-22" />
    <div className="flex-1">
      <Skeleton className="h-6 w-3/4 max-w-80" />
      <Skeleton className="mt-3 h-4 w-1/2 max-w-56" />
      <Skeleton className="mt-2 h-4 w-2/3 max-w-64" />
    </div>
    <Skeleton className="h-6 w-20 max-sm:hidden" />
  </div>
);
