import type { Booking } from '@ticketing/contracts';
import { useMessages } from '../../i18n/messages.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { checkoutMessages } from './messages.ts';

const endWords = {
  timeout: ['expiredTitle', 'expiredBody'],
  released: ['releasedTitle', 'releasedBody'],
  payment_failed: ['failedTitle', 'failedBody'],
  seats_lost: ['lostTitle', 'lostBody'],
  performance_cancelled: ['cancelledTitle', 'cancelledBody'],
} as const;

/** The booking ended without tickets: why, that nothing was charged, and the way back to the seats. */
export function CheckoutEnd({ booking }: { booking: Booking }) {
  const t = useMessages(checkoutMessages);
  const [title, body] = endWords[booking.expiredReason ?? 'timeout'];
  const again = (
    <ButtonLink
      to="/events/$eventId"
      params={{ eventId: booking.event.id }}
      search={{ tab: 'seats', performance: booking.performance.id }}
      tone="signal"
    >
      {t('chooseAgain')}
    </ButtonLink>
  );
  return (
    <div className="page pt-8" role="alert">
      <EmptyState title={t(title)} action={again}>
        {t(body)}
      </EmptyState>
    </div>
  );
}
