import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Booking } from '@ticketing/contracts';
import { useEffect, useState } from 'react';
import { api } from '../../api/api.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { navigate } from '../../router/context.ts';
import { Countdown } from '../../ui/Countdown.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { useNow } from '../../ui/use-now.ts';
import { eventQuery } from '../catalogue/queries.ts';
import { keptSelections, pendingBookings } from '../seat-map/pending-booking.ts';
import { giveAdmissionBack, useAdmissionHeartbeat } from '../waiting-room/keep-admission.ts';
import { CheckoutEnd } from './CheckoutEnd.tsx';
import { GiveUp } from './GiveUp.tsx';
import { checkoutMessages } from './messages.ts';
import { OrderSummary } from './OrderSummary.tsx';
import { PaymentPane } from './PaymentPane.tsx';
import { PolicyAgreement } from './PolicyAgreement.tsx';
import { Settling } from './Settling.tsx';
import { isUnderWay } from './settlement.ts';
import { useLeaveGuard } from './use-leave-guard.ts';
import { bookingKey, useSettlement } from './use-settlement.ts';

/** How the bank's page sent the customer back (`?payment_intent=...&redirect_status=...`). */
export type RedirectStatus = 'succeeded' | 'failed' | undefined;

const lastSeconds = 60;
/** After this long without a trace of the card at the provider it was never received. */
const unclearMsMax = 12_000;

/** The time that the seats stay held, and what to do when it becomes short. */
function HoldLeft({ until, skewMs, onEnd }: { until: string; skewMs: number; onEnd: () => void }) {
  const t = useMessages(checkoutMessages);
  const isShort = Date.parse(until) - useNow() - skewMs < lastSeconds * 1000;
  return (
    <div>
      <p className="flex items-baseline gap-3">
        <span className="text-sm text-quiet">{t('timeLeft')}</span>
        <Countdown
          until={until}
          skewMs={skewMs}
          warnBelowSeconds={lastSeconds}
          onEnd={onEnd}
          className="text-2xl font-extrabold"
        />
      </p>
      <p role="status" className="text-sm font-semibold text-signal-text empty:hidden">
        {isShort ? t('lastMinute') : ''}
      </p>
    </div>
  );
}

interface Sent {
  readonly paymentId: string | undefined;
  readonly unclear: boolean;
  readonly at: number;
}

/** What was sent to the bank: by this page, by the page before the redirect, or before a reload. */
function useSent(booking: Booking, redirect: RedirectStatus) {
  const { paymentId } = booking;
  const [sent, setSent] = useState<Sent | undefined>(
    redirect === 'succeeded' ? { paymentId, unclear: false, at: Date.now() } : undefined,
  );
  const payment = useQuery({
    queryKey: ['payment', paymentId],
    queryFn: ({ signal }) => api.getPayment({ params: { paymentId: paymentId ?? '' }, signal }),
    enabled: paymentId !== undefined && sent === undefined,
    staleTime: 0,
    meta: { personal: true },
  });
  const underWay = sent === undefined && isUnderWay(payment.data);
  useEffect(() => {
    if (underWay) setSent({ paymentId, unclear: false, at: Date.now() });
  }, [underWay, paymentId]);
  const failure = payment.data?.state === 'failed' ? payment.data : undefined;
  return { sent, setSent, failure };
}

function useDone(booking: Booking) {
  const notify = useToast();
  const t = useMessages(checkoutMessages);
  const localized = useLocalized();
  const forget = () => {
    pendingBookings.remove(booking.performance.id);
    keptSelections.remove(booking.performance.id);
    giveAdmissionBack(booking.performance.id);
  };
  const confirmed = () => {
    forget();
    const title = localized(booking.event.title);
    const body = t('confirmedBody', { title, count: booking.seats.length });
    notify({ title: t('confirmedTitle'), body, tone: 'positive' });
    const params = { bookingId: booking.id };
    void navigate({ to: '/bookings/$bookingId', params, replace: true });
  };
  const givenUp = () => {
    forget();
    notify({ title: t('releasedTitle'), body: t('releasedBody') });
    const search = { tab: 'seats', performance: booking.performance.id } as const;
    const params = { eventId: booking.event.id };
    void navigate({ to: '/events/$eventId', params, search, replace: true });
  };
  return { confirmed, givenUp, forget };
}

export interface CheckoutProps {
  readonly booking: Booking;
  readonly redirect: RedirectStatus;
  /** Reads the booking again. */
  readonly onStale: () => void;
}

/** A booking whose seats are held: what it costs, what cancelling costs, and the card. */
export function Checkout({ booking, redirect, onStale }: CheckoutProps) {
  const t = useMessages(checkoutMessages);
  const queries = useQueryClient();
  const { sent, setSent, failure } = useSent(booking, redirect);
  const [declined, setDeclined] = useState<string | undefined>(
    redirect === 'failed' ? 'authentication_failed' : undefined,
  );
  const [agreed, setAgreed] = useState(redirect !== undefined);
  const [missing, setMissing] = useState(false);
  const [knownFailure, setKnownFailure] = useState<string>();
  const event = useQuery(eventQuery(booking.event.id));
  const done = useDone(booking);
  const isOpen = booking.state === 'pending_payment';
  useAdmissionHeartbeat(isOpen ? booking.performance.id : undefined);

  const settlement = useSettlement(booking.id, sent?.paymentId ?? booking.paymentId, {
    enabled: sent !== undefined && isOpen,
    accepted: sent?.unclear === false,
    knownFailure,
  });
  const hasDeposit = booking.paymentMethod === 'virtual_account';
  const guard = useLeaveGuard(booking, isOpen && sent === undefined && !hasDeposit, onStale);
  useEffect(() => {
    // Where to transfer the money to stands with the booking, which stays for hours.
    if (!hasDeposit || !isOpen) return;
    done.forget();
    const params = { bookingId: booking.id };
    void navigate({ to: '/bookings/$bookingId', params, replace: true });
  });
  const isConfirmed =
    booking.state !== 'pending_payment' &&
    booking.state !== 'expired' &&
    booking.expiredReason === undefined;
  const refused =
    sent !== undefined && settlement.kind === 'declined' ? settlement.code : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes once, when it is confirmed
  useEffect(() => {
    if (isConfirmed) done.confirmed();
    else if (!isOpen) done.forget();
  }, [isConfirmed, isOpen]);
  useEffect(() => {
    if (refused === undefined) return;
    setSent(undefined);
    setDeclined(refused);
    guard.stay(false);
  }, [refused, setSent, guard]);
  const isUnclear =
    sent?.unclear === true && settlement.kind === 'settling' && settlement.step === 0;
  useEffect(() => {
    if (!isUnclear) return;
    const timer = setTimeout(() => {
      setSent(undefined);
      setDeclined('processing_error');
    }, unclearMsMax);
    return () => clearTimeout(timer);
  }, [isUnclear, setSent]);

  if (!isOpen && !isConfirmed) return <CheckoutEnd booking={booking} />;
  const mayPay = () => {
    setMissing(!agreed);
    if (!agreed) document.getElementById('agree')?.focus();
    return agreed;
  };
  const giveUp = async () => {
    guard.stay(true);
    const released = await api
      .releaseBooking({ params: { bookingId: booking.id } })
      .catch((error: unknown) => {
        guard.stay(false);
        throw error;
      });
    done.givenUp();
    queries.setQueryData(bookingKey(booking.id), released);
  };
  const { performance, expiresAt } = booking;
  const settling = isConfirmed || sent !== undefined;
  const performanceOnSale = event.data?.performances.find(({ id }) => id === performance.id);
  const step = settlement.kind === 'settling' ? settlement.step : 2;
  return (
    <div className="page pb-16">
      <PageTitle
        aside={
          !settling &&
          expiresAt !== undefined && (
            <HoldLeft
              until={expiresAt}
              skewMs={pendingBookings.read(performance.id)?.skewMs ?? 0}
              onEnd={onStale}
            />
          )
        }
      >
        {t('title')}
      </PageTitle>
      <div className="grid gap-x-16 gap-y-10 lg:grid-cols-[1fr_26rem]">
        <div className="lg:order-2">
          <OrderSummary booking={booking} />
        </div>
        <div className="flex max-w-2xl flex-col gap-10">
          {settling ? (
            <Settling step={step} unclear={sent?.unclear === true} />
          ) : (
            <>
              <PolicyAgreement
                policy={event.data?.cancellationPolicy}
                currency={booking.currency}
                agreed={agreed}
                missing={missing && !agreed}
                onChange={setAgreed}
              />
              <div>
                <PaymentPane
                  booking={booking}
                  declined={declined}
                  mayPay={mayPay}
                  depositHours={performanceOnSale?.depositHours}
                  onBegin={() => {
                    guard.stay(true);
                    setDeclined(undefined);
                  }}
                  onIdle={() => guard.stay(false)}
                  onDeposit={onStale}
                  onSent={(paymentId, unclear) => {
                    setKnownFailure(failure?.updatedAt);
                    setSent({ paymentId, unclear, at: Date.now() });
                  }}
                  onDeclined={(code) => {
                    guard.stay(false);
                    setDeclined(code);
                  }}
                />
                <div className="mt-4 text-center">
                  <GiveUp onGiveUp={giveUp} />
                </div>
              </div>
            </>
          )}
        </div>
      </div>
    </div>
  );
}
