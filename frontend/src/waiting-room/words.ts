import { currentLocale } from '../i18n/chosen-locale.ts';
import { formatNumber } from '../i18n/format.ts';
import { formatMessage, type MessageValues } from '../i18n/format-message.ts';
import { frameMessages } from '../layout/frame-messages.ts';
import type { Waiting } from './line.ts';
import { waitingMessages } from './messages.ts';
import { estimateWait } from './waiting-estimate.ts';

/** Every text that the page may show. */
export const words = {
  ko: { ...frameMessages.ko, ...waitingMessages.ko },
  en: { ...frameMessages.en, ...waitingMessages.en },
} as const;
export type Word = keyof (typeof words)['ko'];

/** A text in the language on screen. */
export const t = (word: Word, values: MessageValues = {}): string =>
  formatMessage(words[currentLocale()][word], values, currentLocale());

/** `15,000` */
export const figure = (value: number): string => formatNumber(value, currentLocale());

/** Korean counts people with a word behind the number; other languages do without. */
export const people = (count: number): string => figure(count) + t('people');

/** `3,900석`, or that there are none. */
export const seats = (left: number): string =>
  left === 0 ? t('none') : t('seats', { count: figure(left) });

/** How long it may still take, with its error. */
export function estimateText({ ahead, rates }: Waiting): string {
  const estimate = estimateWait(ahead ?? 0, rates);
  if (estimate === undefined) return t('estimateNone');
  const { fromMinutes: from, toMinutes: to } = estimate;
  if (to <= 1) return t('estimateSoon');
  return from === 0 || from === to ? t('estimateUpTo', { to }) : t('estimateRange', { from, to });
}

/** `2분 5초 남았어요` */
export const timeLeft = (seconds: number): string =>
  t('timeLeft', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
