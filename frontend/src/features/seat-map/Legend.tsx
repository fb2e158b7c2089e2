import type { LocalizedText } from '@ticketing/contracts';
import { formatMoney, formatNumber } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { LevelMark } from './LevelMark.tsx';
import { seatMessages } from './messages.ts';

export interface LegendProps {
  readonly levels: readonly {
    code: string;
    name: LocalizedText;
    priceMinor: number;
    bookingFeeMinor: number;
  }[];
  readonly currency: string;
  /** Free seats by level. */
  readonly free: readonly number[];
  /** -1 for none. */
  readonly emphasis: number;
  readonly onEmphasis: (level: number) => void;
}

/** Levels with all-in prices and what is left; pressing one picks its seats out on the map. */
export function Legend({ levels, currency, free, emphasis, onEmphasis }: LegendProps) {
  const t = useMessages(seatMessages);
  const locale = useLocale();
  const localized = useLocalized();
  const feeWords = (feeMinor: number) =>
    t('totalHint', { fee: formatMoney(feeMinor, currency, locale) });
  // A fee that is the same everywhere is told once.
  const [feeMinor = 0, ...otherFees] = new Set(levels.map((level) => level.bookingFeeMinor));
  const isShared = otherFees.length === 0 && feeMinor > 0;
  return (
    <section aria-label={t('levels')}>
      <ul className="strip flex gap-2 px-4 py-3 sm:px-6">
        {levels.map((level, index) => {
          const left = free[index] ?? 0;
          const price = formatMoney(level.priceMinor, currency, locale);
          const count = formatNumber(left, locale);
          const name = localized(level.name);
          return (
            <li key={level.code} className="shrink-0">
              <button
                type="button"
                aria-pressed={emphasis === index}
                onClick={() => onEmphasis(emphasis === index ? -1 : index)}
                className="figures flex min-h-11 items-center gap-2 rounded-md border border-line px-3 text-sm whitespace-nowrap transition-colors hover:border-line-strong aria-pressed:border-ink aria-pressed:bg-sunken"
              >
                <LevelMark level={index} />
                <span className="font-bold">{name}</span>
                <span className="text-left">
                  {price}
                  {!isShared && level.bookingFeeMinor > 0 && (
                    <span className="block text-xs text-quiet">
                      {feeWords(level.bookingFeeMinor)}
                    </span>
                  )}
                </span>
                <span className="text-quiet">{left === 0 ? t('none') : t('left', { count })}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {isShared && (
        <p className="figures -mt-1 px-4 pb-2 text-xs text-quiet sm:px-6">{feeWords(feeMinor)}</p>
      )}
    </section>
  );
}
