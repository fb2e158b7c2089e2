import type { Locale } from '@ticketing/contracts';

/** Making an Intl format takes longer than all the rest of a mail, so each is made once. */
function once<Format>(make: (key: string) => Format): (key: string) => Format {
  const made = new Map<string, Format>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

const languages: Record<Locale, string> = { ko: 'ko-KR', en: 'en-GB' };

const wons = new Intl.NumberFormat('ko-KR');
const moneyFormat = once((key) => {
  const [language, currency] = key.split(' ');
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
});
const timeFormat = once((key) => {
  const [language, timeZone] = key.split(' ');
  return new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'short' });
});

/** `99,000원` or `₩99,000`. */
export function formatMoney(minor: number, currency: string, locale: Locale): string {
  if (locale === 'ko' && currency === 'KRW') return `${wons.format(minor)}원`;
  const format = moneyFormat(`${languages[locale]} ${currency}`);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(minor / 10 ** digits);
}

/** An instant as the venue's clock shows it. */
export const formatTime = (instant: string, timeZone: string, locale: Locale): string =>
  timeFormat(`${languages[locale]} ${timeZone}`).format(new Date(instant));
