import { formatMoney } from '../i18n/format.ts';
import { useLocale } from '../i18n/locale.ts';
import { useMessages } from '../i18n/messages.ts';
import { uiMessages } from './messages.ts';

export interface PriceProps {
  /** Minor units of `currency`; fees are always included. */
  readonly minor: number;
  readonly currency: string;
  /** Says that this is the lowest of several: `77,000원부터`. */
  readonly from?: boolean;
  readonly className?: string;
}

/** Money in the reader's language, in figures that stand in line. */
export function Price({ minor, currency, from = false, className }: PriceProps) {
  const locale = useLocale();
  const t = useMessages(uiMessages);
  const price = minor === 0 ? t('free') : formatMoney(minor, currency, locale);
  return (
    <span className={`figures whitespace-nowrap ${className ?? ''}`}>
      {from && minor > 0 ? t('from', { price }) : price}
    </span>
  );
}
