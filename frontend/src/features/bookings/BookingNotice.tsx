import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Booking } from '@ticketing/contracts';
import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/api.ts';
import { formatDateTime, formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { Countdown } from '../../ui/Countdown.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { useNow } from '../../ui/use-now.ts';
import { eventQuery } from '../catalogue/queries.ts';
import { DepositFacts } from './DepositFacts.tsx';
import { bookingMessages, expiredReasonMessages } from './messages.ts';
import { awaitsDeposit, bookingQuery } from './queries.ts';

/** For this long after the payment the page greets as a confirmation. */
const freshMs = 10 * 60_000;
const beatMs = 30_000;

export const Notice = ({
  title,
  icon,
  body,
  children,
}: {
  title: string;
  icon?: ReactNode;
  body: ReactNode;
  children?: ReactNode;
}) => (
  <section role="status" className="border-b border-line bg-sunken">
    <div className="page flex flex-wrap items-center justify-between gap-x-10 gap-y-5 py-6">
      <div className="max-w-prose">
        <p className="flex items-center gap-3 text-xl font-extrabold tracking-title">
          {icon}
          {title}
        </p>
        <div className="mt-1">{body}</div>
      </div>
      {children !== undefined && <div className="flex flex-wrap gap-2">{children}</div>}
    </div>
  </section>
);

function ReleaseButton({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const queries = useQueryClient();
  const notify = useToast();
  const [asking, setAsking] = useState(false);
  const release = useMutation({
    mutationFn: () => api.releaseBooking({ params: { bookingId: booking.id } }),
    onSuccess(released) {
      queries.setQueryData(bookingQuery(booking.id).queryKey, released);
      void queries.invalidateQueries({ queryKey: ['bookings', 'list'] });
      setAsking(false);
      notify({ title: t('released') });
    },
  });
  return (
    <>
      <Button tone="quiet" onClick={() => setAsking(true)}>
        {t('release')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('releaseTitle')}
        description={t('releaseBody')}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('keep')}</Button>
            <Button tone="signal" busy={release.isPending} onClick={() => release.mutate()}>
              {t('releaseConfirm')}
            </Button>
          </>
        }
      >
        <ErrorNote error={release.error} className="mt-4" />
      </Dialog>
    </>
  );
}

function Pending({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const queries = useQueryClient();
  const now = useNow();
  const { expiresAt = booking.createdAt } = booking;
  const over = Date.parse(expiresAt) <= now;
  if (over) return <Notice title={t('confirmingTitle')} body={t('confirmingBody')} />;
  return (
    <Notice
      title={t('pendingTitle')}
      body={
        <p>
          <Countdown
            until={expiresAt}
            className="text-lg font-extrabold"
            onEnd={() => void queries.invalidateQueries({ queryKey: ['bookings'] })}
          />{' '}
          {t('payWithin')}. {t('pendingBody')}
        </p>
      }
    >
      <ReleaseButton booking={booking} />
      <ButtonLink to="/checkout/$bookingId" params={{ bookingId: booking.id }} tone="signal">
        {t('continuePayment')}
      </ButtonLink>
    </Notice>
  );
}

function Ended({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const reason = useMessages(expiredReasonMessages);
  const locale = useLocale();
  const again = (
    <ButtonLink to="/events/$eventId" params={{ eventId: booking.event.id }}>
      {t('again')}
    </ButtonLink>
  );
  if (booking.state === 'expired') {
    return (
      <Notice title={t('expiredTitle')} body={reason(booking.expiredReason ?? 'timeout')}>
        {again}
      </Notice>
    );
  }
  const amount = formatMoney(booking.refundedMinor, booking.currency, locale);
  const body = booking.refundedMinor > 0 ? t('cancelledBody', { amount }) : t('cancelledNoRefund');
  return (
    <Notice title={t('cancelledTitle')} body={body}>
      {again}
    </Notice>
  );
}

/** The new date, when there is one, and until when everything comes back. */
function Postponed({ booking, until }: { booking: Booking; until: string }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const now = useNow(beatMs);
  const event = useQuery(eventQuery(booking.event.id));
  const { timeZone, startsAt } = booking.performance;
  const current = event.data?.performances.find(({ id }) => id === booking.performance.id);
  const when = formatDateTime(current?.startsAt ?? startsAt, timeZone, locale);
  const isOpen = current?.saleState === 'postponed';
  const untilText = formatDateTime(until, timeZone, locale);
  const body = (
    <>
      <p>{isOpen ? t('postponedOpen') : t('postponedNew', { when })}</p>
      {Date.parse(until) > now && (
        <p className="font-semibold">{t('postponedRefund', { until: untilText })}</p>
      )}
    </>
  );
  return <Notice title={t('postponedTitle')} body={body} />;
}

/** What there is to know or to do now, before all details; nothing for a booking that just stands. */
export function BookingNotice({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const now = useNow(beatMs);
  if (awaitsDeposit(booking)) {
    return (
      <Notice title={t('depositTitle')} body={<DepositFacts booking={booking} />}>
        <ReleaseButton booking={booking} />
      </Notice>
    );
  }
  if (booking.state === 'pending_payment') return <Pending booking={booking} />;
  if (booking.state === 'expired' || booking.state === 'cancelled') {
    return <Ended booking={booking} />;
  }
  if (booking.fullRefundUntil !== undefined) {
    return <Postponed booking={booking} until={booking.fullRefundUntil} />;
  }
  const fresh = now - Date.parse(booking.confirmedAt ?? booking.createdAt) < freshMs;
  if (!fresh || booking.state !== 'confirmed') return null;
  return (
    <Notice
      icon={<Check aria-hidden="true" className="size-7 text-positive-text" />}
      title={t('doneTitle')}
      body={t('doneBody')}
    />
  );
}
