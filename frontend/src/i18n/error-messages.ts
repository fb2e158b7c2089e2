import type { Locale } from '@ticketing/contracts';
import { useSyncExternalStore } from 'react';
import type { ProblemCode } from '../api/problem.ts';

export interface ErrorText {
  /** What happened. */
  readonly title: string;
  /** That nothing was charged, if so, and what to do next. */
  readonly body: string;
}

/** A text for every code of the catalogue and of the browser; the compiler refuses a gap. */
export type ErrorTexts = Readonly<Record<ProblemCode, ErrorText>>;

/** Shown for the moment until the table is there, and when it could not be fetched. */
const provisional: Readonly<Record<Locale, ErrorText>> = {
  ko: { title: '문제가 생겼어요', body: '연결을 확인하고 잠시 뒤에 다시 시도해 주세요.' },
  en: { title: 'Something went wrong', body: 'Check your connection and try again in a moment.' },
};

const loaded: { ko?: ErrorTexts; en?: ErrorTexts } = {};
const listeners = new Set<() => void>();

/**
 * Fetches the table of a language. It is fetched ahead, when a page has settled: an error that comes with
 * a lost connection could not fetch its own words.
 */
export async function loadErrorTexts(locale: Locale): Promise<void> {
  if (loaded[locale] !== undefined) return;
  loaded[locale] =
    locale === 'ko'
      ? (await import('./error-messages.ko.ts')).koreanErrors
      : (await import('./error-messages.en.ts')).englishErrors;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The words for a problem's code; a code that this build does not know reads as a fault of ours. */
export function useErrorTexts(locale: Locale): (code: ProblemCode) => ErrorText {
  const texts: Partial<ErrorTexts> | undefined = useSyncExternalStore(
    subscribe,
    () => loaded[locale],
  );
  return (code) => texts?.[code] ?? texts?.internal_error ?? provisional[locale];
}
