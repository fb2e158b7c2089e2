import type { BookingState } from '@ticketing/contracts';
import { useMessages } from '../../i18n/messages.ts';
import { Badge, type BadgeTone } from '../../ui/Badge.tsx';
import { bookingStateMessages } from './messages.ts';

const tones: Readonly<Record<BookingState, BadgeTone>> = {
  pending_payment: 'warning',
  confirmed: 'positive',
  partially_cancelled: 'plain',
  cancelled: 'muted',
  expired: 'muted',
};

/** A booking's state in words. */
export function BookingStateBadge({ state }: { state: BookingState }) {
  const t = useMessages(bookingStateMessages);
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
