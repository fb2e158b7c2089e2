import { useQuery } from '@tanstack/react-query';
import type { Booking, getPaymentConfig, ReplyOf } from '@ticketing/contracts';
import { lazy, Suspense, useState } from 'react';
import { api } from '../../api/api.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingNote, Skeleton } from '../../ui/Skeleton.tsx';
import { CardForm } from './CardForm.tsx';
import { type ConfirmOutcome, confirmLocalPayment } from './confirm-local-payment.ts';
import { checkoutMessages, declineKey } from './messages.ts';

const StripeCardForm = lazy(async () => {
  const { StripeCardForm: component } = await import('./StripeCardForm.tsx');
  return { default: component };
});

export interface PaymentPaneProps {
  readonly booking: Booking;
  /** The refusal to show, by Stripe's code. */
  readonly declined: string | undefined;
  readonly mayPay: () => boolean;
  /** The card is about to be sent. */
  readonly onBegin: () => void;
  /** The card was accepted, or nobody knows yet; `paymentId` is what to follow. */
  readonly onSent: (paymentId: string, unclear: boolean) => void;
  readonly onDeclined: (code: string) => void;
}

/** The build's own key when it is a real one, else the one that the payment service tells. */
function stripeKey(config: ReplyOf<typeof getPaymentConfig>): string {
  const built = import.meta.env.VITE_STRIPE_PUBLIC_KEY ?? '';
  return /^pk_(test|live)_[A-Za-z0-9]{10,}$/.test(built) ? built : config.publishableKey;
}

/** One intent for a booking, whatever reloads; its key is kept with it. */
const useIntent = (bookingId: string) =>
  useQuery({
    queryKey: ['payment-intent', bookingId],
    queryFn: () =>
      api.createPaymentIntent({ body: { bookingId }, idempotencyKey: newIdempotencyKey() }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    meta: { personal: true },
  });

/** The card form that fits the payment provider, and what its bank answered. */
export function PaymentPane(props: PaymentPaneProps) {
  const { booking, declined, mayPay } = props;
  const t = useMessages(checkoutMessages);
  const locale = useLocale();
  const intent = useIntent(booking.id);
  const [busy, setBusy] = useState(false);
  if (intent.isError) {
    return <ErrorState error={intent.error} onRetry={() => void intent.refetch()} />;
  }
  const loading = (
    <div>
      <LoadingNote />
      <Skeleton className="h-8 w-32" />
      <Skeleton className="mt-6 h-12 w-full" />
      <Skeleton className="mt-5 h-12 w-full" />
      <Skeleton className="mt-10 h-14 w-full" />
    </div>
  );
  if (intent.data === undefined) return loading;
  const { config, clientSecret, payment } = intent.data;
  const payLabel = t('pay', { amount: formatMoney(booking.totalMinor, booking.currency, locale) });
  const returnUrl = `${location.origin}/checkout/${booking.id}`;
  const begin = () => {
    setBusy(true);
    props.onBegin();
  };
  function settle(outcome: ConfirmOutcome): void {
    if (outcome.kind === 'redirect') {
      location.assign(outcome.url);
      return;
    }
    setBusy(false);
    if (outcome.kind === 'declined') props.onDeclined(outcome.code);
    else props.onSent(payment.id, outcome.kind === 'unclear');
  }
  return (
    <>
      <div role="alert" className="empty:hidden">
        {declined !== undefined && (
          <div className="mb-6 border-l-4 border-signal py-1 pl-4">
            <p className="font-bold">{t('declinedTitle')}</p>
            <p className="text-sm">{t(declineKey(declined))}</p>
          </div>
        )}
      </div>
      {config.provider === 'local' ? (
        <CardForm
          payLabel={payLabel}
          busy={busy}
          mayPay={mayPay}
          onPay={async (card) => {
            begin();
            const apiBaseUrl = config.apiBaseUrl ?? '';
            const { publishableKey } = config;
            const request = { apiBaseUrl, publishableKey, clientSecret, card, returnUrl };
            settle(await confirmLocalPayment(request));
          }}
        />
      ) : (
        <Suspense fallback={loading}>
          <StripeCardForm
            publishableKey={stripeKey(config)}
            clientSecret={clientSecret}
            payLabel={payLabel}
            returnUrl={returnUrl}
            busy={busy}
            mayPay={mayPay}
            onBegin={begin}
            onOutcome={settle}
          />
        </Suspense>
      )}
    </>
  );
}
