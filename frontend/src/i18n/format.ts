import type { Locale } from '@ticketing/contracts';

const languageTag = { ko: 'ko-KR', en: 'en-GB' } as const;

const formatters = new Map<string, Intl.DateTimeFormat>();
/** Making a formatter is slow, so each is made once. */
function formatter(tag: string, zone: string, options: Intl.DateTimeFormatOptions) {
  const key = `${tag}|${zone}|${Object.values(options).join()}|${Object.keys(options).join()}`;
  let made = formatters.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
    formatters.set(key, made);
  }
  return made;
}

interface LocalMoment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** The wall clock at the venue. `instant` is ISO 8601, `zone` an IANA name. */
export function localMoment(instant: string, zone: string): LocalMoment {
  const parts = formatter('en-GB', zone, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant));
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** The venue's calendar day as `2026-07-03`, for grouping and comparing. */
export function localDay(instant: string, zone: string): string {
  const { year, month, day } = localMoment(instant, zone);
  return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** `금` or `Fri`. */
export const formatWeekday = (instant: string, zone: string, locale: Locale): string =>
  formatter(languageTag[locale], zone, { weekday: 'short' }).format(new Date(instant));

const monthName = (instant: string, zone: string, month: 'long' | 'short'): string =>
  formatter('en-GB', zone, { month }).format(new Date(instant));

/** `오후 8:00` or `8:00 pm`. */
export function formatTime(instant: string, zone: string, locale: Locale): string {
  const { hour, minute } = localMoment(instant, zone);
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${twoDigits(minute)}`;
  if (locale === 'ko') return `${hour < 12 ? '오전' : '오후'} ${clock}`;
  return `${clock} ${hour < 12 ? 'am' : 'pm'}`;
}

/** `20:00`, for places where a table of times stands. */
export function formatClock(instant: string, zone: string): string {
  const { hour, minute } = localMoment(instant, zone);
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** `2026년 7월 3일 (금)` or `Fri, 3 July 2026`. */
export function formatDay(instant: string, zone: string, locale: Locale): string {
  const { year, month, day } = localMoment(instant, zone);
  const weekday = formatWeekday(instant, zone, locale);
  if (locale === 'ko') return `${year}년 ${month}월 ${day}일 (${weekday})`;
  return `${weekday}, ${day} ${monthName(instant, zone, 'long')} ${year}`;
}

/** `7월 3일 (금)` or `Fri, 3 July`. */
export function formatDayShort(instant: string, zone: string, locale: Locale): string {
  const { month, day } = localMoment(instant, zone);
  const weekday = formatWeekday(instant, zone, locale);
  if (locale === 'ko') return `${month}월 ${day}일 (${weekday})`;
  return `${weekday}, ${day} ${monthName(instant, zone, 'long')}`;
}

/** `7월 3일 (금) 오후 8:00` or `Fri, 3 July, 8:00 pm`. */
export function formatDateTimeShort(instant: string, zone: string, locale: Locale): string {
  const between = locale === 'ko' ? ' ' : ', ';
  return formatDayShort(instant, zone, locale) + between + formatTime(instant, zone, locale);
}

/** `2026년 7월 3일 (금) 오후 8:00` or `Fri, 3 July 2026, 8:00 pm`. */
export function formatDateTime(instant: string, zone: string, locale: Locale): string {
  const between = locale === 'ko' ? ' ' : ', ';
  return formatDay(instant, zone, locale) + between + formatTime(instant, zone, locale);
}

/** `7월 3일 20:00` or `3 July, 8:00 pm`: when a sale opens, on buttons and calendars. */
export function formatOpening(instant: string, zone: string, locale: Locale): string {
  const { month, day } = localMoment(instant, zone);
  if (locale === 'ko') return `${month}월 ${day}일 ${formatClock(instant, zone)}`;
  return `${day} ${monthName(instant, zone, 'long')}, ${formatTime(instant, zone, locale)}`;
}

/** `2026년 7월` or `July 2026`. */
export function formatMonth(instant: string, zone: string, locale: Locale): string {
  const { year, month } = localMoment(instant, zone);
  return locale === 'ko' ? `${year}년 ${month}월` : `${monthName(instant, zone, 'long')} ${year}`;
}

/**
 * First to last day without repeating what is the same: `2026.7.3(금) – 7.5(일)` or
 * `3 – 5 July 2026`; one day alone as `2026.7.3(금)` or `Fri 3 July 2026`.
 */
export function formatDayRange(from: string, to: string, zone: string, locale: Locale): string {
  const first = localMoment(from, zone);
  const last = localMoment(to, zone);
  const sameYear = first.year === last.year;
  const sameMonth = sameYear && first.month === last.month;
  const sameDay = sameMonth && first.day === last.day;
  if (locale === 'ko') {
    const start = `${first.year}.${first.month}.${first.day}(${formatWeekday(from, zone, locale)})`;
    if (sameDay) return start;
    const year = sameYear ? '' : `${last.year}.`;
    return `${start} – ${year}${last.month}.${last.day}(${formatWeekday(to, zone, locale)})`;
  }
  const end = `${last.day} ${monthName(to, zone, 'short')} ${last.year}`;
  if (sameDay) return `${formatWeekday(from, zone, locale)} ${end}`;
  if (sameMonth) return `${first.day} – ${end}`;
  const year = sameYear ? '' : ` ${first.year}`;
  return `${first.day} ${monthName(from, zone, 'short')}${year} – ${end}`;
}

/** Digits after the point that a currency has: KRW 0, USD 2. */
const currencyDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits ?? 0;

/** Money in minor units: `99,000원` in Korean, `₩99,000` in English. */
export function formatMoney(minor: number, currency: string, locale: Locale): string {
  const value = minor / 10 ** currencyDigits(currency);
  if (locale === 'ko' && currency === 'KRW') return `${formatNumber(value, locale)}원`;
  return new Intl.NumberFormat(locale === 'ko' ? 'ko-KR' : 'en-US', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).format(value);
}

/** `15,000` */
export const formatNumber = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(languageTag[locale]).format(value);

/** Whole seconds as `7:05` or `1:02:03`, never below zero. */
export function formatCountdown(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  const minutes = Math.floor(left / 60) % 60;
  const hours = Math.floor(left / 3600);
  if (hours === 0) return `${minutes}:${twoDigits(left % 60)}`;
  return `${hours}:${twoDigits(minutes)}:${twoDigits(left % 60)}`;
}
