import type { Booking } from '@ticketing/contracts';
import { useEffect, useMemo, useRef } from 'react';
import { api } from '../../api/api.ts';
import { pendingBookings } from '../seat-map/pending-booking.ts';
import { createLeaveGuard, type LeaveGuard } from './leave-guard.ts';

/** The server gives the seats back this long after the page was left. */
const graceMs = 5_000;

/** After leaving, the seat map must not promise seats for longer than they are kept. */
function shortenPending(performanceId: string): void {
  const pending = pendingBookings.read(performanceId);
  if (pending === undefined) return;
  const expiresAt = new Date(Date.now() + pending.skewMs + graceMs).toISOString();
  pendingBookings.write(performanceId, { ...pending, expiresAt });
}

/**
 * Tells the server when the page of an unpaid booking is left, by closing, by another address or within the
 * site. A beacon cannot carry the token, so the call is one that outlives the page.
 * @param onBack reads the booking again, which takes it back
 */
export function useLeaveGuard(booking: Booking, unpaid: boolean, onBack: () => void): LeaveGuard {
  const { id: bookingId } = booking;
  const performanceId = booking.performance.id;
  const back = useRef(onBack);
  back.current = onBack;
  const isUnpaid = useRef(unpaid);
  isUnpaid.current = unpaid;
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const guard = useMemo(
    () =>
      createLeaveGuard({
        leave: () => {
          if (!isUnpaid.current) return;
          shortenPending(performanceId);
          // Failing is harmless: the hold runs out by itself.
          api.leaveBooking({ params: { bookingId }, keepalive: true }).catch(() => undefined);
        },
        comeBack: () => back.current(),
      }),
    [bookingId, performanceId],
  );
  useEffect(() => {
    clearTimeout(leaving.current);
    const show = ({ persisted }: PageTransitionEvent) => guard.show(persisted);
    addEventListener('pagehide', guard.hide);
    addEventListener('pageshow', show);
    return () => {
      removeEventListener('pagehide', guard.hide);
      removeEventListener('pageshow', show);
      // React tries effects twice while developing; only who stays away has left.
      leaving.current = setTimeout(guard.hide);
    };
  }, [guard]);
  return guard;
}
