import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isProblem } from '../api/problem.ts';
import { useSession } from '../auth/session.tsx';
import { Checkout, type RedirectStatus } from '../features/checkout/Checkout.tsx';
import { checkoutMessages } from '../features/checkout/messages.ts';
import { bookingQuery } from '../features/checkout/use-settlement.ts';
import { useMessages } from '../i18n/messages.ts';
import { navigate, useParams, useSearch } from '../router/context.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { PageSkeleton } from '../ui/Skeleton.tsx';

/** Soon enough to notice that the hold ended, should this clock be wrong. */
const rereadMs = 15_000;

/** What the bank's page appended to the address; kept once, then taken out of the address. */
function useRedirectStatus(): RedirectStatus {
  const { redirect_status: status } = useSearch('/checkout/$bookingId');
  const [redirect] = useState<RedirectStatus>(status);
  return redirect;
}

/** `/checkout/:bookingId`: pay what is held, and see it become a booking. */
export function CheckoutPage() {
  const { bookingId } = useParams('/checkout/$bookingId');
  const t = useMessages(checkoutMessages);
  const { state } = useSession();
  const redirect = useRedirectStatus();
  const booking = useQuery({
    ...bookingQuery(bookingId),
    enabled: state.status === 'signed_in',
    // Coming back within seconds of leaving keeps the seats only when the booking is read.
    refetchOnMount: 'always',
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'pending_payment' ? rereadMs : false,
  });
  useEffect(() => {
    if (state.status !== 'signed_out') return;
    void navigate({ to: '/login', search: { next: `/checkout/${bookingId}` }, replace: true });
  }, [state.status, bookingId]);
  useEffect(() => {
    if (redirect === undefined) return;
    // A reload must not take the bank's answer for a new one.
    void navigate({ to: '/checkout/$bookingId', params: { bookingId }, replace: true });
  }, [redirect, bookingId]);

  if (booking.data !== undefined) {
    return (
      <Checkout
        key={bookingId}
        booking={booking.data}
        redirect={redirect}
        onStale={() => void booking.refetch()}
      />
    );
  }
  if (!booking.isError) return <PageSkeleton />;
  const gone = isProblem(booking.error, 'booking_not_found', 'invalid_request');
  return (
    <div className="page pt-8">
      <ErrorState
        error={booking.error}
        onRetry={gone ? undefined : () => void booking.refetch()}
        action={gone && <ButtonLink to="/bookings">{t('toBookings')}</ButtonLink>}
      />
    </div>
  );
}
