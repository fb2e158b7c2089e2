import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { BookingPanelProps } from './BookingPanel.tsx';
import type { Wanted } from './book-seats.ts';
import { totalOf } from './ChosenSeats.tsx';
import { seatMessages } from './messages.ts';

/** What the same seats cost by the plan on the screen. */
function totalByPlan({ model }: Pick<BookingPanelProps, 'model'>, wanted: Wanted): number {
  if (wanted.best === undefined) return totalOf(model, wanted.seatNos ?? []).totalMinor;
  const { levelCode, quantity } = wanted.best;
  const level = model.plan.priceLevels.find(({ code }) => code === levelCode);
  return quantity * (level?.priceMinor ?? 0);
}

/** The price is another one than was shown: both, and the question whether to go on. */
export function PriceChange(props: BookingPanelProps) {
  const { status, model, onDismiss, onAcceptPrice } = props;
  const t = useMessages(seatMessages);
  const locale = useLocale();
  if (status.kind !== 'price_changed') return null;
  const { wanted, shownMinor } = status;
  const nowMinor = status.nowMinor ?? totalByPlan(props, wanted);
  const money = (minor: number) => formatMoney(minor, model.plan.currency, locale);
  // Until the new price is known there is nothing to agree to.
  const isKnown = nowMinor !== shownMinor;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDismiss()}
      title={t('priceTitle')}
      description={t('priceBody')}
      actions={
        <>
          <Button onClick={onDismiss}>{t('priceDecline')}</Button>
          {isKnown && (
            <Button tone="signal" onClick={() => onAcceptPrice(wanted, nowMinor)}>
              {t('priceAccept')}
            </Button>
          )}
        </>
      }
    >
      <dl className="figures mt-4 grid grid-cols-[1fr_auto] gap-y-2">
        <dt className="text-quiet">{t('priceOld')}</dt>
        <dd className="text-right text-quiet line-through">{money(shownMinor)}</dd>
        {isKnown && (
          <>
            <dt className="font-semibold">{t('priceNew')}</dt>
            <dd className="text-right text-xl font-extrabold">{money(nowMinor)}</dd>
          </>
        )}
      </dl>
    </Dialog>
  );
}
