import { ApiProblem } from '../api/problem.ts';
import { RequireAccount } from '../features/account/RequireAccount.tsx';
import { BookingList, BookingListSkeleton } from '../features/bookings/BookingList.tsx';
import { bookingMessages } from '../features/bookings/messages.ts';
import { useMessages } from '../i18n/messages.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';

/** `/bookings`: everything that this account has booked. */
export function BookingsPage() {
  const t = useMessages(bookingMessages);
  return (
    <div className="pb-16">
      <div className="page">
        <PageTitle>{t('title')}</PageTitle>
      </div>
      <RequireAccount
        skeleton={<BookingListSkeleton />}
        offline={
          <div className="page">
            <ErrorState error={new ApiProblem({ code: 'offline', status: 0 })} />
          </div>
        }
      >
        {({ id }) => <BookingList accountId={id} />}
      </RequireAccount>
    </div>
  );
}
