import { X } from 'lucide-react';
import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Price } from '../../ui/Price.tsx';
import { keptNames } from './kept-mark.ts';
import { LevelMark } from './LevelMark.tsx';
import { seatMessages } from './messages.ts';
import type { SeatMapModel } from './seat-map-model.ts';
import { useSeatWords } from './seat-words.ts';

/** What chosen seats cost, fees included, and the part that is fees. Minor units. */
export function totalOf(model: SeatMapModel, seatNos: readonly number[]) {
  let totalMinor = 0;
  let feeMinor = 0;
  for (const seatNo of seatNos) {
    const level = model.plan.priceLevels[model.levelOf[seatNo] ?? -1];
    totalMinor += level?.priceMinor ?? 0;
    feeMinor += level?.bookingFeeMinor ?? 0;
  }
  return { totalMinor, feeMinor };
}

export interface ChosenSeatsProps {
  readonly model: SeatMapModel;
  readonly chosen: readonly number[];
  readonly lost: readonly number[];
  readonly onRemove: (seatNo: number) => void;
  readonly onShow: (seatNo: number) => void;
}

/** The chosen seats by name; lost ones stay, faded and struck through, until the notice is read. */
export function ChosenSeats({ model, chosen, lost, onRemove, onShow }: ChosenSeatsProps) {
  const t = useMessages(seatMessages);
  const localized = useLocalized();
  const words = useSeatWords(model);
  const level = (seatNo: number) => model.levelOf[seatNo] ?? -1;
  return (
    <ul className="border-b border-line empty:hidden">
      {chosen.map((seatNo) => {
        const of = model.plan.priceLevels[level(seatNo)];
        const kind = keptNames[model.keptOf[seatNo] ?? 0];
        return (
          <li key={seatNo} className="flex items-center gap-3 border-t border-line py-1.5">
            <LevelMark level={level(seatNo)} />
            <button
              type="button"
              onClick={() => onShow(seatNo)}
              className="figures min-h-10 min-w-0 flex-1 text-left leading-tight"
            >
              <span className="block font-bold">{words(seatNo)}</span>
              {of !== undefined && (
                <span className="block text-sm text-quiet">
                  {localized(of.name)}
                  {kind !== undefined && ` · ${t(kind)}`}
                </span>
              )}
            </button>
            <Price minor={of?.priceMinor ?? 0} currency={model.plan.currency} />
            <IconButton
              label={t('remove', { seat: words(seatNo) })}
              onClick={() => onRemove(seatNo)}
            >
              <X aria-hidden="true" className="size-4" />
            </IconButton>
          </li>
        );
      })}
      {lost.map((seatNo) => (
        <li
          key={`lost-${seatNo}`}
          className="figures flex min-h-13 items-center gap-3 border-t border-line text-quiet transition-opacity duration-200 starting:opacity-0"
        >
          <s className="flex-1">{words(seatNo)}</s>
          <span className="text-sm font-semibold text-warning-text">{t('lostLabel')}</span>
        </li>
      ))}
    </ul>
  );
}

/** 총 결제 금액, in the largest figures of the rail. */
export function TotalLine({ model, chosen }: Pick<ChosenSeatsProps, 'model' | 'chosen'>) {
  const t = useMessages(seatMessages);
  const locale = useLocale();
  const { totalMinor, feeMinor } = totalOf(model, chosen);
  const { currency } = model.plan;
  return (
    <div className="flex items-end justify-between gap-4">
      <div>
        <p className="font-semibold">{t('total')}</p>
        {feeMinor > 0 && (
          <p className="figures text-xs text-quiet">
            {t('totalHint', { fee: formatMoney(feeMinor, currency, locale) })}
          </p>
        )}
      </div>
      <p className="figures text-2xl font-extrabold tracking-title">
        {formatMoney(totalMinor, currency, locale)}
      </p>
    </div>
  );
}
