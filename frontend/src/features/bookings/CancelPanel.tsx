import { useQuery } from '@tanstack/react-query';
import type { Booking, CancellationQuote } from '@ticketing/contracts';
import { useState } from 'react';
import { formatDateTimeShort, formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorState.tsx';
import { Price } from '../../ui/Price.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { cancellableSeats } from './cancellation-selection.ts';
import { Fact } from './Facts.tsx';
import { bookingMessages } from './messages.ts';
import { cancellationQuery } from './queries.ts';
import { seatText } from './seat-words.ts';
import { useCancellation } from './use-cancellation.ts';

type Cancellation = ReturnType<typeof useCancellation>;

/** The tickets as boxes to tick. */
function Choice({ booking, cancellation }: { booking: Booking; cancellation: Cancellation }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const { seats, chosen } = cancellation;
  const box = 'size-5 shrink-0 accent-ink';
  const row = 'flex min-h-12 cursor-pointer items-center gap-3 border-b border-line py-2';
  return (
    <fieldset>
      <legend className="mb-1 font-semibold">{t('chooseTickets')}</legend>
      {seats.length > 1 && (
        <label className={row}>
          <input
            type="checkbox"
            className={box}
            checked={chosen.length === seats.length}
            onChange={cancellation.toggleAll}
          />
          {t('chooseAll')}
        </label>
      )}
      {seats.map((seat) => (
        <label key={seat.ticketId} className={row}>
          <input
            type="checkbox"
            className={box}
            checked={chosen.includes(seat.ticketId)}
            onChange={() => cancellation.toggle(seat.ticketId)}
          />
          <span className="figures min-w-0 flex-1 font-semibold">{seatText(seat, locale)}</span>
          <Price minor={seat.priceMinor} currency={booking.currency} />
        </label>
      ))}
    </fieldset>
  );
}

/** Price, fee, refund, by which rule. */
function Quote({ quote }: { quote: CancellationQuote }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, quote.currency, locale);
  const price = quote.seats.reduce((sum, seat) => sum + seat.priceMinor, 0);
  const rules = [...new Set(quote.seats.map(({ rule }) => rule))];
  return (
    <div aria-live="polite">
      <dl>
        <Fact name={t('quotePrice')}>{money(price)}</Fact>
        <Fact name={t('quoteFee')}>
          {quote.feeMinor > 0 ? `−${money(quote.feeMinor)}` : money(0)}
        </Fact>
        <Fact name={t('quoteRefund')} strong>
          {money(quote.refundMinor)}
        </Fact>
      </dl>
      <p className="mt-2 text-sm text-quiet">{rules.map((rule) => t(`rule_${rule}`)).join(' ')}</p>
    </div>
  );
}

/** Quote and button, once tickets are chosen. */
function Consequence({
  cancellation,
  onCancel,
}: {
  cancellation: Cancellation;
  onCancel: () => void;
}) {
  const t = useMessages(bookingMessages);
  const { chosen, quote } = cancellation;
  if (chosen.length === 0) return <p className="text-quiet">{t('chooseFirst')}</p>;
  if (quote.isError) return <ErrorNote error={quote.error} />;
  if (quote.data === undefined) {
    return (
      <div>
        <p role="status" className="sr-only">
          {t('calculating')}
        </p>
        <Skeleton className="h-6 w-full" />
        <Skeleton className="mt-3 h-6 w-full" />
        <Skeleton className="mt-3 h-8 w-full" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {cancellation.quoteChanged && (
        <p role="alert" className="border-l-4 border-signal py-1 pl-4 font-semibold">
          {t('quoteChanged')}
        </p>
      )}
      <Quote quote={quote.data} />
      <Button
        className="self-start"
        disabled={!quote.data.cancellable || quote.isFetching}
        onClick={onCancel}
      >
        {t('cancelChosen', { count: chosen.length })}
      </Button>
    </div>
  );
}

function CancelForm({ booking, until }: { booking: Booking; until: string }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const notify = useToast();
  const [asking, setAsking] = useState(false);
  const money = (minor: number) => formatMoney(minor, booking.currency, locale);
  const cancellation = useCancellation(booking, (refundMinor) => {
    setAsking(false);
    notify({
      title: t('cancelDone'),
      body: t('cancelDoneBody', { refund: money(refundMinor) }),
      tone: 'positive',
    });
  });
  const { chosen, quote, cancel } = cancellation;
  const refund = quote.data?.refundMinor;
  return (
    <>
      <p className="mb-6 text-quiet">
        {t('cancelIntro')} {t('cancellableUntil', { when: until })}
      </p>
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-2">
        <Choice booking={booking} cancellation={cancellation} />
        <Consequence cancellation={cancellation} onCancel={() => setAsking(true)} />
      </div>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('confirmTitle', { count: chosen.length })}
        description={t('confirmBody', { refund: money(refund ?? 0) })}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('back')}</Button>
            <Button
              tone="signal"
              busy={cancel.isPending || quote.isFetching}
              disabled={quote.data?.cancellable !== true}
              onClick={() => refund !== undefined && cancel.mutate(refund)}
            >
              {t('confirm')}
            </Button>
          </>
        }
      >
        {quote.data !== undefined && (
          <div className="mt-4 border-t border-line pt-3">
            <Quote quote={quote.data} />
          </div>
        )}
        {cancellation.quoteChanged ? (
          <p role="alert" className="mt-4 border-l-4 border-signal py-1 pl-4 font-semibold">
            {t('quoteChanged')}
          </p>
        ) : (
          <ErrorNote error={cancel.error} className="mt-4" />
        )}
      </Dialog>
    </>
  );
}

/** Giving tickets back: open while the policy allows it, else why not. */
export function CancelPanel({ booking }: { booking: Booking }) {
  const t = useMessages(bookingMessages);
  const locale = useLocale();
  const all = cancellableSeats(booking).map(({ ticketId }) => ticketId);
  const terms = useQuery({
    ...cancellationQuery(booking.id, all),
    enabled: all.length > 0,
  });
  if (all.length === 0) return null;
  const { timeZone } = booking.performance;
  const until = terms.data && formatDateTimeShort(terms.data.cancellableUntil, timeZone, locale);
  const over = terms.data?.cancellable === false;
  return (
    <section aria-labelledby="cancel" className="border-t border-line pt-8">
      <h2 id="cancel" className="mb-3 text-xl">
        {over ? t('notCancellable') : t('cancelTitle')}
      </h2>
      {terms.isError && <ErrorNote error={terms.error} />}
      {terms.isPending && <Skeleton className="h-24 w-full" />}
      {over && <p className="text-quiet">{t('notCancellableBody', { when: until ?? '' })}</p>}
      {until !== undefined && !over && <CancelForm booking={booking} until={until} />}
    </section>
  );
}
