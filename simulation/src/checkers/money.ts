import { stands } from '../simulated-provider.ts';
import type { Checker } from './checker.ts';

/** I3: what the provider took ended in tickets, less what their cancellation gives back, or all went back. */
export const checkMoney: Checker = ({ bookings, provider, isAtRest }) => {
  // While something is under way, money may be too: that is for I10.
  if (!isAtRest) return [];
  const faults: string[] = [];
  for (const { intent, paymentId, bookingId } of provider.intents.values()) {
    const refunds = provider.refunds.filter(
      (refund) => refund.intentId === intent.id && stands(refund),
    );
    const backMinor = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const booking = bookings.get(bookingId);
    const hasTickets = booking?.confirmedAt !== undefined && booking.paymentId === paymentId;
    const owedMinor = hasTickets
      ? booking.cancellations.reduce((sum, { refundMinor }) => sum + refundMinor, 0)
      : intent.receivedMinor;
    if (intent.status === 'requires_capture')
      faults.push(`I3 ${paymentId} is neither taken nor void`);
    if (backMinor !== owedMinor) {
      faults.push(`I3 ${paymentId}: ${backMinor} went back of ${owedMinor} that are owed`);
    }
  }
  return faults;
};
