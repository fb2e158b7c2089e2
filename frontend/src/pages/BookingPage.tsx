import { useQuery } from '@tanstack/react-query';
import type { Booking } from '@ticketing/contracts';
import { QrCode, Receipt } from 'lucide-react';
import { ApiProblem, isProblem } from '../api/problem.ts';
import { textLink } from '../features/account/look.ts';
import { RequireAccount } from '../features/account/RequireAccount.tsx';
import { BookingNotice } from '../features/bookings/BookingNotice.tsx';
import { BookingStateBadge } from '../features/bookings/BookingStateBadge.tsx';
import { CancelPanel } from '../features/bookings/CancelPanel.tsx';
import { Fact } from '../features/bookings/Facts.tsx';
import { bookingMessages } from '../features/bookings/messages.ts';
import { PaymentFacts } from '../features/bookings/PaymentFacts.tsx';
import { bookingQuery } from '../features/bookings/queries.ts';
import { SeatTable } from '../features/bookings/SeatTable.tsx';
import { PosterLater } from '../features/posters/PosterLater.tsx';
import type { PosterSubject } from '../features/posters/poster-subject.ts';
import { formatDateTime } from '../i18n/format.ts';
import { useLocale } from '../i18n/locale.ts';
import { useLocalized, useMessages } from '../i18n/messages.ts';
import { useParams } from '../router/context.ts';
import { Link } from '../router/Link.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { DocumentTitle } from '../ui/PageTitle.tsx';
import { LoadingNote, Skeleton } from '../ui/Skeleton.tsx';

function posterOf({ event, performance }: Booking): PosterSubject {
  const { startsAt, timeZone, venueName } = performance;
  return { ...event, days: { from: startsAt, to: startsAt, timeZone }, venueName };
}

/** What it is for: title, when and where, and the way to the tickets. */
function Head({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const { event, performance } = booking;
  const admits = booking.seats.some(({ ticketState }) => ticketState === 'valid');
  const ticketed = booking.seats.some(({ ticketId }) => ticketId !== undefined);
  return (
    <div>
      <BookingStateBadge booking={booking} />
      <h1 className="mt-3 text-3xl">{localized(event.title)}</h1>
      <p className="figures mt-3 text-lg font-semibold">
        {formatDateTime(performance.startsAt, performance.timeZone, locale)}
      </p>
      <p className="text-quiet">{localized(performance.venueName)}</p>
      <div className="mt-6 flex flex-wrap gap-2">
        {ticketed && (
          <ButtonLink
            to="/bookings/$bookingId/tickets"
            params={{ bookingId: booking.id }}
            tone={admits ? 'signal' : 'outline'}
            size="large"
          >
            <QrCode aria-hidden="true" className="size-5" />
            {t('viewTickets')}
          </ButtonLink>
        )}
        <ButtonLink
          to="/events/$eventId"
          params={{ eventId: event.id }}
          tone="outline"
          size={ticketed ? 'large' : 'medium'}
        >
          {t('toEvent')}
        </ButtonLink>
        {booking.confirmedAt !== undefined && booking.paymentId !== undefined && (
          <ButtonLink
            to="/bookings/$bookingId/receipt"
            params={{ bookingId: booking.id }}
            tone="outline"
            size="large"
          >
            <Receipt aria-hidden="true" className="size-5" />
            {t('receipt')}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}

function Loaded({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const gone = booking.state === 'cancelled' || booking.state === 'expired';
  return (
    <>
      <BookingNotice booking={booking} />
      <div className="page pt-6 pb-20 sm:pt-8">
        <Link to="/bookings" className={`mb-6 inline-block ${textLink}`}>
          {t('toBookings')}
        </Link>
        <div className="grid gap-x-12 gap-y-10 md:grid-cols-[14rem_minmax(0,1fr)] lg:grid-cols-[17rem_minmax(0,1fr)]">
          <PosterLater
            subject={posterOf(booking)}
            decorative
            className={`w-32 rounded-md md:w-full ${gone ? 'opacity-60 grayscale' : ''}`}
          />
          <div className="flex max-w-3xl min-w-0 flex-col gap-10">
            <Head booking={booking} />
            <section aria-labelledby="seats">
              <h2 id="seats" className="mb-2 text-xl">
                {t('seats')}
              </h2>
              <SeatTable booking={booking} />
              <div className="mt-4">
                <PaymentFacts booking={booking} />
              </div>
            </section>
            <dl className="border-t border-line pt-4 text-sm">
              <Fact name={t('bookedAt')}>
                {formatDateTime(booking.createdAt, booking.performance.timeZone, locale)}
              </Fact>
              <Fact name={t('number')}>{booking.id}</Fact>
            </dl>
            <CancelPanel booking={booking} />
          </div>
        </div>
      </div>
    </>
  );
}

const BookingSkeleton = () => (
  <div className="page grid gap-x-12 gap-y-10 pt-20 md:grid-cols-[14rem_minmax(0,1fr)] lg:grid-cols-[17rem_minmax(0,1fr)]">
    <Skeleton className="aspect-3/4 w-32 md:w-full" />
    <div className="min-h-[60dvh]">
      <LoadingNote />
      <Skeleton className="h-6 w-20" />
      <Skeleton className="mt-4 h-10 w-3/4 max-w-md" />
      <Skeleton className="mt-4 h-6 w-1/2 max-w-72" />
      <Skeleton className="mt-10 h-40 w-full max-w-3xl" />
    </div>
  </div>
);

function Detail() {
  const t = useMessages(bookingMessages);
  const { bookingId } = useParams('/bookings/$bookingId');
  const query = useQuery(bookingQuery(bookingId));
  if (query.data !== undefined) return <Loaded booking={query.data} />;
  if (!query.isError) return <BookingSkeleton />;
  const gone = isProblem(query.error, 'booking_not_found', 'invalid_request');
  return (
    <div className="page pt-8">
      <ErrorState
        error={query.error}
        onRetry={gone ? undefined : () => void query.refetch()}
        action={<ButtonLink to="/bookings">{t('toBookings')}</ButtonLink>}
      />
    </div>
  );
}

/** `/bookings/:bookingId`: one booking, what can be done with it, and what became of it. */
export function BookingPage() {
  const t = useMessages(bookingMessages);
  return (
    <>
      <DocumentTitle title={t('detail')} />
      <RequireAccount
        skeleton={<BookingSkeleton />}
        offline={
          <div className="page pt-8">
            <ErrorState error={new ApiProblem({ code: 'offline', status: 0 })} />
          </div>
        }
      >
        {() => <Detail />}
      </RequireAccount>
    </>
  );
}
