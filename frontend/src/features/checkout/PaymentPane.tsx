import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Booking, getPaymentConfig, PaymentMethod, ReplyOf } from '@ticketing/contracts';
import { lazy, Suspense, useRef, useState } from 'react';
import { api } from '../../api/api.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { ErrorNote, ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingNote, Skeleton } from '../../ui/Skeleton.tsx';
import { CardForm } from './CardForm.tsx';
import { type ConfirmOutcome, confirmLocalPayment } from './confirm-local-payment.ts';
import { DepositForm } from './DepositForm.tsx';
import { MethodChoice } from './MethodChoice.tsx';
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
  /** Hours in which a bank transfer must arrive; absent: only cards are taken. */
  readonly depositHours: number | undefined;
  /** Nothing is on its way any more, and the customer may pay by other means. */
  readonly onIdle: () => void;
  /** An account was issued for the booking. */
  readonly onDeposit: () => void;
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

/** How to reach the payment provider; it does not change while a page is open. */
const configQuery = queryOptions({
  queryKey: ['payment-config'],
  queryFn: ({ signal }) => api.getPaymentConfig({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/**
 * Begins the payment when the customer presses the button, not before: from then on leaving the page gives no
 * seats back. One intent for a booking; a press after a refusal, or after a lost answer, gets the same.
 */
function useIntent(bookingId: string) {
  const client = useQueryClient();
  const key = useRef<string>(undefined);
  return () =>
    client.fetchQuery({
      queryKey: ['payment-intent', bookingId],
      queryFn: () => {
        key.current ??= newIdempotencyKey();
        return api.createPaymentIntent({ body: { bookingId }, idempotencyKey: key.current });
      },
      staleTime: Number.POSITIVE_INFINITY,
      meta: { personal: true },
    });
}

/** The card form that fits the payment provider, and what its bank answered. */
function CardPane(props: PaymentPaneProps) {
  const { booking, declined, mayPay } = props;
  const t = useMessages(checkoutMessages);
  const locale = useLocale();
  const config = useQuery(configQuery);
  const openIntent = useIntent(booking.id);
  const paymentId = useRef('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  if (config.isError) {
    return <ErrorState error={config.error} onRetry={() => void config.refetch()} />;
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
  if (config.data === undefined) return loading;
  const { provider, publishableKey, apiBaseUrl = '' } = config.data;
  const payLabel = t('pay', { amount: formatMoney(booking.totalMinor, booking.currency, locale) });
  const returnUrl = `${location.origin}/checkout/${booking.id}`;
  /** What the card is sent with; undefined when the payment could not begin, and why stands above. */
  async function begin(): Promise<string | undefined> {
    setBusy(true);
    setError(undefined);
    props.onBegin();
    try {
      const intent = await openIntent();
      paymentId.current = intent.payment.id;
      return intent.clientSecret;
    } catch (reason) {
      setError(reason);
      setBusy(false);
      props.onIdle();
      return undefined;
    }
  }
  function settle(outcome: ConfirmOutcome): void {
    if (outcome.kind === 'redirect') {
      location.assign(outcome.url);
      return;
    }
    setBusy(false);
    if (outcome.kind === 'declined') props.onDeclined(outcome.code);
    else props.onSent(paymentId.current, outcome.kind === 'unclear');
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
      <ErrorNote error={error} className="mb-6" />
      {provider === 'local' ? (
        <CardForm
          payLabel={payLabel}
          busy={busy}
          mayPay={mayPay}
          onPay={async (card) => {
            const clientSecret = await begin();
            if (clientSecret === undefined) return;
            const request = { apiBaseUrl, publishableKey, clientSecret, card, returnUrl };
            settle(await confirmLocalPayment(request));
          }}
        />
      ) : (
        <Suspense fallback={loading}>
          <StripeCardForm
            publishableKey={stripeKey(config.data)}
            amountMinor={booking.totalMinor}
            currency={booking.currency}
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

/** 결제 수단, where there is a choice, and what the chosen one needs. */
export function PaymentPane(props: PaymentPaneProps) {
  const { booking, depositHours } = props;
  const [method, setMethod] = useState<PaymentMethod>('card');
  const config = useQuery(configQuery);
  const takesDeposits =
    depositHours !== undefined && config.data?.methods.includes('virtual_account') === true;
  return (
    <>
      {takesDeposits && <MethodChoice method={method} onChange={setMethod} />}
      {takesDeposits && method === 'virtual_account' ? (
        <DepositForm
          booking={booking}
          hours={depositHours}
          mayPay={props.mayPay}
          onBegin={props.onBegin}
          onIdle={props.onIdle}
          onIssued={props.onDeposit}
        />
      ) : (
        <CardPane {...props} />
      )}
    </>
  );
}
