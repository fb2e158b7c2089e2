import type { Locale } from '@ticketing/contracts';

/** `99,000원` or `₩99,000`. */
export function formatMoney(minor: number, currency: string, locale: Locale): string {
  if (locale === 'ko' && currency === 'KRW') return `${minor.toLocaleString('ko-KR')}원`;
  const format = new Intl.NumberFormat(locale === 'ko' ? 'ko-KR' : 'en-GB', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(minor / 10 ** digits);
}

/** An instant as the venue's clock shows it. */
export function formatTime(instant: string, timeZone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone,
    dateStyle: 'full',
    timeStyle: 'short',
  }).format(new Date(instant));
}
