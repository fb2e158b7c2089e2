import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, Sun, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { isProblem } from '../api/problem.ts';
import { useSession } from '../auth/session.tsx';
import { textLink } from '../features/account/look.ts';
import { RequireAccount } from '../features/account/RequireAccount.tsx';
import { ticketMessages } from '../features/tickets/messages.ts';
import { type TicketList, ticketsQuery } from '../features/tickets/queries.ts';
import { TicketCarousel } from '../features/tickets/TicketCarousel.tsx';
import { useWakeLock } from '../features/tickets/use-wake-lock.ts';
import { formatDateTimeShort } from '../i18n/format.ts';
import { useLocale } from '../i18n/locale.ts';
import { useMessages } from '../i18n/messages.ts';
import { useOnline } from '../layout/OfflineBar.tsx';
import { useParams } from '../router/context.ts';
import { Link } from '../router/Link.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { LoadingNote, Skeleton } from '../ui/Skeleton.tsx';

function Frame({ children }: { children: ReactNode }) {
  const t = useMessages(ticketMessages);
  const { bookingId } = useParams('/bookings/$bookingId/tickets');
  return (
    <div className="page pb-16">
      <div className="mx-auto max-w-md md:max-w-4xl">
        <PageTitle
          aside={
            <Link
              to="/bookings/$bookingId"
              params={{ bookingId }}
              className={`inline-flex min-h-10 items-center gap-1 ${textLink}`}
            >
              <ChevronLeft aria-hidden="true" className="size-4" />
              {t('backToBooking')}
            </Link>
          }
        >
          {t('title')}
        </PageTitle>
      </div>
      {children}
    </div>
  );
}

const StubSkeleton = () => (
  <div className="mx-auto flex max-w-md flex-col md:max-w-4xl md:flex-row">
    <LoadingNote />
    <Skeleton className="h-72 flex-1 md:h-112" />
    <Skeleton className="mt-1 h-96 md:mt-0 md:ml-1 md:h-112 md:w-96" />
  </div>
);

/** What helps at the gate, below the ticket. */
function Hints({ list, awake }: { list: TicketList; awake: boolean }) {
  const t = useMessages(ticketMessages);
  const locale = useLocale();
  const online = useOnline();
  const fromStore = list.savedAtMs !== undefined;
  const zone = list.tickets[0]?.performance.timeZone ?? 'Asia/Seoul';
  return (
    <div className="mx-auto mt-6 flex max-w-md flex-col gap-3 border-t border-line pt-5 text-sm md:max-w-4xl">
      {(!online || fromStore) && (
        <p role="status" className="flex gap-3 font-semibold">
          <WifiOff aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <span>
            {t('offline')}{' '}
            {list.savedAtMs !== undefined &&
              t('offlineSaved', {
                when: formatDateTimeShort(new Date(list.savedAtMs).toISOString(), zone, locale),
              })}
          </span>
        </p>
      )}
      <p className="flex gap-3 text-quiet">
        <Sun aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        <span>
          {t('brightness')} {awake && t('awake')} {t('screenshot')}
        </span>
      </p>
    </div>
  );
}

function Tickets({ accountId }: { accountId: string | undefined }) {
  const t = useMessages(ticketMessages);
  const { bookingId } = useParams('/bookings/$bookingId/tickets');
  const query = useQuery(ticketsQuery(bookingId, accountId));
  const tickets = query.data?.tickets ?? [];
  const awake = useWakeLock(tickets.some(({ state }) => state === 'valid'));
  const toBooking = (
    <ButtonLink to="/bookings/$bookingId" params={{ bookingId }}>
      {t('toBooking')}
    </ButtonLink>
  );
  if (query.data === undefined) {
    if (!query.isError) return <StubSkeleton />;
    const gone = isProblem(query.error, 'booking_not_found', 'invalid_request');
    return (
      <ErrorState
        error={query.error}
        onRetry={gone ? undefined : () => void query.refetch()}
        action={<ButtonLink to="/bookings">{t('backToBooking')}</ButtonLink>}
      />
    );
  }
  if (tickets.length === 0) {
    return (
      <EmptyState title={t('noTickets')} action={toBooking}>
        {t('noTicketsBody')}
      </EmptyState>
    );
  }
  return (
    <>
      <TicketCarousel list={query.data} />
      <Hints list={query.data} awake={awake} />
    </>
  );
}

/** `/bookings/:bookingId/tickets`: what is shown at the gate, with and without a network. */
export function TicketsPage() {
  const { account } = useSession();
  return (
    <Frame>
      <RequireAccount skeleton={<StubSkeleton />} offline={<Tickets accountId={account?.id} />}>
        {({ id }) => <Tickets accountId={id} />}
      </RequireAccount>
    </Frame>
  );
}
