import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Booking } from '@ticketing/contracts';
import { Copy } from 'lucide-react';
import { formatDateTime, formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Countdown } from '../../ui/Countdown.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { Fact } from './Facts.tsx';
import { bookingMessages } from './messages.ts';
import { paymentQuery } from './queries.ts';

/** A number to take over into the bank's app. */
function AccountNumber({ number }: { number: string }) {
  const t = useMessages(bookingMessages);
  const notify = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(number);
      notify({ title: t('copied'), tone: 'positive' });
    } catch {
      notify({ title: t('copyFailed'), tone: 'warning' });
    }
  };
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-2">
      <span className="text-lg font-extrabold select-all">{number}</span>
      <Button size="small" onClick={() => void copy()}>
        <Copy aria-hidden="true" className="size-4" />
        {t('copy')}
      </Button>
    </span>
  );
}

/** Where to transfer how much, and until when. */
export function DepositFacts({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const queries = useQueryClient();
  const payment = useQuery(paymentQuery(booking.paymentId ?? '', false));
  const deposit = payment.data?.deposit;
  if (payment.isError) return <ErrorNote error={payment.error} />;
  if (deposit === undefined) {
    return (
      <>
        <p className="sr-only">{t('depositLoading')}</p>
        <Skeleton className="mt-3 h-40 w-full" />
      </>
    );
  }
  return (
    <>
      <p>{t('depositBody')}</p>
      <dl className="mt-4 border-t border-line-strong pt-2">
        <Fact name={t('bank')}>{localized(deposit.bankName)}</Fact>
        <Fact name={t('account')}>
          <AccountNumber number={deposit.accountNumber} />
        </Fact>
        <Fact name={t('holder')}>{deposit.accountHolder}</Fact>
        <Fact name={t('depositAmount')} strong>
          {formatMoney(booking.totalMinor, booking.currency, locale)}
        </Fact>
        <Fact name={t('depositDue')}>
          {formatDateTime(deposit.dueAt, booking.performance.timeZone, locale)}
          <Countdown
            until={deposit.dueAt}
            warnBelowSeconds={600}
            className="ml-2 font-extrabold"
            onEnd={() => void queries.invalidateQueries({ queryKey: ['bookings'] })}
          />
        </Fact>
      </dl>
    </>
  );
}
