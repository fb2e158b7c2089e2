import type { Locale } from '@ticketing/contracts';
import type { ProblemCode } from '../api/problem.ts';
import { englishErrors } from './error-messages.en.ts';
import { koreanErrors } from './error-messages.ko.ts';

export interface ErrorText {
  /** What happened. */
  readonly title: string;
  /** That nothing was charged, if so, and what to do next. */
  readonly body: string;
}

/** A text for every code of the catalogue and of the browser; the compiler refuses a gap. */
export type ErrorTexts = Readonly<Record<ProblemCode, ErrorText>>;

const texts: Readonly<Record<Locale, ErrorTexts>> = { ko: koreanErrors, en: englishErrors };

/** The words for a problem's code; a code this build does not know yet reads as a fault of ours. */
export function errorText(code: ProblemCode, locale: Locale): ErrorText {
  return (texts[locale] as Partial<ErrorTexts>)[code] ?? texts[locale].internal_error;
}
