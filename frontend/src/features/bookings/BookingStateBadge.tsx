import type { Booking, BookingState } from '@ticketing/contracts';
import { useMessages } from '../../i18n/messages.ts';
import { Badge, type BadgeTone } from '../../ui/Badge.tsx';
import { bookingStateMessages } from './messages.ts';
import { awaitsDeposit } from './queries.ts';

const tones: Readonly<Record<BookingState, BadgeTone>> = {
  pending_payment: 'warning',
  confirmed: 'positive',
  partially_cancelled: 'plain',
  cancelled: 'muted',
  expired: 'muted',
};

/** A booking's state in words. */
export function BookingStateBadge({
  booking,
}: {
  booking: Pick<Booking, 'state' | 'paymentMethod'>;
}) {
  const t = useMessages(bookingStateMessages);
  const { state } = booking;
  return (
    <Badge tone={tones[state]}>{t(awaitsDeposit(booking) ? 'awaiting_deposit' : state)}</Badge>
  );
}
