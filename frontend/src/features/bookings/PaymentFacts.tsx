import { useQuery } from '@tanstack/react-query';
import type { Booking } from '@ticketing/contracts';
import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Price } from '../../ui/Price.tsx';
import { Fact } from './Facts.tsx';
import { bookingMessages } from './messages.ts';
import { paymentQuery } from './queries.ts';

/** How far the payment is, in words. */
function PaymentState({ paymentId, live }: { paymentId: string; live: boolean }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const { data } = useQuery(paymentQuery(paymentId, live));
  if (data === undefined) return null;
  const amount = formatMoney(data.refundedMinor, data.currency, locale);
  const method = t(`method_${data.method}`);
  const words = () => {
    if (data.state === 'captured' && data.refundedMinor > 0) {
      return t('payment_refunded', { method, amount });
    }
    const ended = data.state === 'failed' || data.state === 'voided';
    if (ended && data.method === 'virtual_account') return t('depositNeverCame');
    return t(`payment_${data.state}`, { method });
  };
  return <Fact name={t('payment')}>{words()}</Fact>;
}

/** What was paid, kept and given back. */
export function PaymentFacts({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const { currency, totalMinor, refundedMinor, cancellationFeeMinor } = booking;
  const fees = booking.seats.reduce((sum, seat) => sum + seat.bookingFeeMinor, 0);
  const open = booking.state === 'pending_payment' ? t('totalPending') : t('price');
  return (
    <dl>
      <Fact name={booking.confirmedAt === undefined ? open : t('total')} strong>
        <Price minor={totalMinor} currency={currency} />
        {fees > 0 && (
          <span className="block text-right text-sm font-normal tracking-normal text-quiet">
            {t('fees', { amount: formatMoney(fees, currency, locale) })}
          </span>
        )}
      </Fact>
      {cancellationFeeMinor > 0 && (
        <Fact name={t('cancellationFee')}>
          {formatMoney(cancellationFeeMinor, currency, locale)}
        </Fact>
      )}
      {refundedMinor > 0 && (
        <Fact name={t('refunded')}>{formatMoney(refundedMinor, currency, locale)}</Fact>
      )}
      {refundedMinor > 0 && refundedMinor < totalMinor && (
        <Fact name={t('kept')}>{formatMoney(totalMinor - refundedMinor, currency, locale)}</Fact>
      )}
      {booking.paymentId !== undefined && (
        <PaymentState paymentId={booking.paymentId} live={booking.state === 'pending_payment'} />
      )}
    </dl>
  );
}
