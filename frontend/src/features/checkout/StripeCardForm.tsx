import { Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js';
import type { Stripe, StripeElementsOptionsMode } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';
import { type FormEvent, useEffect, useState } from 'react';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LoadingNote, Skeleton } from '../../ui/Skeleton.tsx';
import type { ConfirmOutcome } from './confirm-local-payment.ts';
import { checkoutMessages } from './messages.ts';

export interface StripeCardFormProps {
  readonly publishableKey: string;
  readonly amountMinor: number;
  /** ISO 4217, as bookings have it. */
  readonly currency: string;
  readonly payLabel: string;
  readonly returnUrl: string;
  readonly busy: boolean;
  readonly mayPay: () => boolean;
  /** Begins the payment: its client secret; undefined when it could not begin. */
  readonly onBegin: () => Promise<string | undefined>;
  readonly onOutcome: (outcome: ConfirmOutcome) => void;
}

const loadMsMax = 8_000;

/** The form stands before the payment is begun, so it must be told what the payment service will ask for. */
const likeTheIntent = {
  mode: 'payment',
  captureMethod: 'manual',
  allowedPaymentMethodTypes: ['card'],
} satisfies Partial<StripeElementsOptionsMode>;

/** Stripe.js, or undefined: a request that hangs never settles, so time decides. */
const loadInTime = (key: string): Promise<Stripe | undefined> =>
  Promise.race([
    loadStripe(key).then((stripe) => stripe ?? undefined),
    new Promise<undefined>((resolve) => setTimeout(resolve, loadMsMax)),
  ]).catch((): undefined => undefined);

function ElementForm(props: StripeCardFormProps) {
  const t = useMessages(checkoutMessages);
  const stripe = useStripe();
  const elements = useElements();
  const [ready, setReady] = useState(false);
  async function pay(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (stripe === null || elements === null || !props.mayPay()) return;
    // Stripe's form checks itself first, and shows beside each field what is missing.
    if ((await elements.submit()).error !== undefined) return;
    const clientSecret = await props.onBegin();
    if (clientSecret === undefined) return;
    const { error } = await stripe.confirmPayment({
      elements,
      clientSecret,
      confirmParams: { return_url: props.returnUrl },
      redirect: 'if_required',
    });
    if (error === undefined) props.onOutcome({ kind: 'accepted' });
    else if (error.type === 'api_connection_error') props.onOutcome({ kind: 'unclear' });
    else {
      const code = error.decline_code ?? error.code ?? 'card_declined';
      props.onOutcome({ kind: 'declined', code });
    }
  }
  return (
    <form onSubmit={(event) => void pay(event)} className="flex flex-col gap-5">
      <h2 className="text-xl">{t('card')}</h2>
      <PaymentElement onReady={() => setReady(true)} />
      <Button type="submit" tone="signal" size="large" wide disabled={!ready} busy={props.busy}>
        {props.busy ? t('paying') : props.payLabel}
      </Button>
    </form>
  );
}

/** Stripe's own card form; says what to do when it cannot be loaded. */
export function StripeCardForm(props: StripeCardFormProps) {
  const t = useMessages(checkoutMessages);
  const locale = useLocale();
  const [attempt, setAttempt] = useState(0);
  const [loaded, setLoaded] = useState<Stripe | 'loading' | 'failed'>('loading');
  const { publishableKey, amountMinor: amount } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt loads once more
  useEffect(() => {
    let stopped = false;
    setLoaded('loading');
    void loadInTime(publishableKey).then((stripe) => {
      if (!stopped) setLoaded(stripe ?? 'failed');
    });
    return () => {
      stopped = true;
    };
  }, [publishableKey, attempt]);
  const currency = props.currency.toLowerCase();
  if (loaded === 'failed') {
    const retry = <Button onClick={() => setAttempt(attempt + 1)}>{t('retry')}</Button>;
    return (
      <EmptyState title={t('stripeFailedTitle')} action={retry}>
        {t('stripeFailedBody')}
      </EmptyState>
    );
  }
  if (loaded === 'loading') {
    return (
      <div>
        <LoadingNote />
        <Skeleton className="h-64 w-full" />
      </div>
    );
  }
  return (
    <Elements stripe={loaded} options={{ ...likeTheIntent, amount, currency, locale }}>
      <ElementForm {...props} />
    </Elements>
  );
}
