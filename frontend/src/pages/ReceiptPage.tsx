import { useQuery } from '@tanstack/react-query';
import type { Booking, PaymentReceipt } from '@ticketing/contracts';
import { Printer } from 'lucide-react';
import { ApiProblem, isProblem } from '../api/problem.ts';
import { textLink } from '../features/account/look.ts';
import { RequireAccount } from '../features/account/RequireAccount.tsx';
import { Fact } from '../features/bookings/Facts.tsx';
import { bookingMessages } from '../features/bookings/messages.ts';
import { bookingQuery, receiptQuery } from '../features/bookings/queries.ts';
import { SeatTable } from '../features/bookings/SeatTable.tsx';
import { formatDateTime, formatMoney } from '../i18n/format.ts';
import { useLocale } from '../i18n/locale.ts';
import { useLocalized, useMessages } from '../i18n/messages.ts';
import { useParams } from '../router/context.ts';
import { Link } from '../router/Link.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { DocumentTitle } from '../ui/PageTitle.tsx';
import { PageSkeleton } from '../ui/Skeleton.tsx';

/** Stripe's codes of card brands, as the brands write themselves. */
const brandNames: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};
const brandName = (code: string): string => brandNames[code] ?? code;

/** What was paid and given back, each with its time. */
function Sums({ booking, receipt }: { booking: Booking; receipt: PaymentReceipt }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, receipt.currency, locale);
  const at = (instant: string) => formatDateTime(instant, booking.performance.timeZone, locale);
  const fees = booking.seats.reduce((sum, seat) => sum + seat.bookingFeeMinor, 0);
  const refunded = receipt.refunds.reduce((sum, { refundMinor }) => sum + refundMinor, 0);
  return (
    <dl className="mt-4">
      <Fact name={t('total')} strong>
        {money(receipt.amountMinor)}
        {fees > 0 && (
          <span className="block text-sm font-normal tracking-normal text-quiet">
            {t('fees', { amount: money(fees) })}
          </span>
        )}
      </Fact>
      {receipt.refunds.map(({ refundMinor, at: when }) => (
        <Fact key={`${when} ${refundMinor}`} name={t('receiptRefund', { when: at(when) })}>
          -{money(refundMinor)}
        </Fact>
      ))}
      {refunded > 0 && <Fact name={t('kept')}>{money(receipt.amountMinor - refunded)}</Fact>}
    </dl>
  );
}

function Sheet({ booking, receipt }: { booking: Booking; receipt: PaymentReceipt }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const { performance, event } = booking;
  const at = (instant: string) => formatDateTime(instant, performance.timeZone, locale);
  const { card, method } = receipt;
  return (
    <article className="max-w-2xl">
      <h1 className="text-3xl">{t('receipt')}</h1>
      <dl className="mt-4 border-y border-line py-3">
        <Fact name={t('receiptNumber')}>{receipt.number}</Fact>
        <Fact name={t('number')}>{booking.id}</Fact>
        <Fact name={t('receiptDate')}>{at(receipt.capturedAt)}</Fact>
        <Fact name={t('receiptMethod')}>
          {card === undefined
            ? t(`method_${method}`)
            : t('receiptCard', { brand: brandName(card.brand), last4: card.last4 })}
        </Fact>
      </dl>
      <h2 className="mt-8 text-xl">{localized(event.title)}</h2>
      <p className="figures">{at(performance.startsAt)}</p>
      <p className="mb-4 text-quiet">{localized(performance.venueName)}</p>
      <SeatTable booking={booking} withState={false} />
      <Sums booking={booking} receipt={receipt} />
      <Button className="mt-8 print:hidden" onClick={() => print()}>
        <Printer aria-hidden="true" className="size-5" />
        {t('print')}
      </Button>
    </article>
  );
}

function Loaded() {
  const t = useMessages(bookingMessages);
  const { bookingId } = useParams('/bookings/$bookingId/receipt');
  const booking = useQuery(bookingQuery(bookingId));
  const receipt = useQuery(receiptQuery(booking.data?.paymentId ?? ''));
  const content = () => {
    if (booking.data !== undefined && receipt.data !== undefined) {
      return <Sheet booking={booking.data} receipt={receipt.data} />;
    }
    const unpaid = booking.data !== undefined && booking.data.paymentId === undefined;
    if (unpaid || isProblem(receipt.error, 'state_conflict', 'payment_not_found')) {
      return <EmptyState title={t('receiptNone')} />;
    }
    const error = booking.error ?? receipt.error;
    if (error === null) return <PageSkeleton />;
    const retry = () => void (booking.isError ? booking.refetch() : receipt.refetch());
    const gone = isProblem(error, 'booking_not_found', 'invalid_request');
    return <ErrorState error={error} onRetry={gone ? undefined : retry} />;
  };
  return (
    <div className="page pt-6 pb-20 sm:pt-8">
      <Link
        to="/bookings/$bookingId"
        params={{ bookingId }}
        className={`mb-6 inline-block print:hidden ${textLink}`}
      >
        {t('backToBooking')}
      </Link>
      {content()}
    </div>
  );
}

/** `/bookings/:bookingId/receipt`: the receipt (영수증), fit for paper. */
export function ReceiptPage() {
  const t = useMessages(bookingMessages);
  return (
    <>
      <DocumentTitle title={t('receipt')} />
      <RequireAccount
        skeleton={<PageSkeleton />}
        offline={
          <div className="page pt-8">
            <ErrorState error={new ApiProblem({ code: 'offline', status: 0 })} />
          </div>
        }
      >
        {() => <Loaded />}
      </RequireAccount>
    </>
  );
}
