import { formatMoney } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { useMessages } from '../../i18n/messages.ts';
import { Price } from '../../ui/Price.tsx';
import { catalogueMessages } from './messages.ts';

export interface PriceRangeProps {
  readonly minMinor: number;
  readonly maxMinor: number;
  readonly currency: string;
}

/** Lowest to highest all-in price; one price alone stands alone. */
export function PriceRange({ minMinor, maxMinor, currency }: PriceRangeProps) {
  const locale = useLocale();
  const t = useMessages(catalogueMessages);
  if (minMinor === maxMinor) return <Price minor={minMinor} currency={currency} />;
  return (
    <span className="figures">
      {t('priceRange', {
        low: formatMoney(minMinor, currency, locale),
        high: formatMoney(maxMinor, currency, locale),
      })}
    </span>
  );
}
