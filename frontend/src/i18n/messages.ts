import { i18n } from '@lingui/core';
import { useLingui } from '@lingui/react';
import type { LocalizedText } from '@ticketing/contracts';
import { useCallback } from 'react';
import { compileMessage } from './compile-message.ts';
import { applyJosa } from './josa.ts';

type Texts = Readonly<Record<string, string>>;
export type MessageValues = Readonly<Record<string, string | number>>;

/** The texts of one feature in both languages, loaded with the feature. */
export interface Messages<Key extends string = string> {
  readonly namespace: string;
  readonly ko: Readonly<Record<Key, string>>;
  readonly en: Readonly<Record<Key, string>>;
}

const catalogue = (namespace: string, texts: Texts) =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [`${namespace}.${key}`, compileMessage(text)]),
  );

/**
 * Declares a feature's texts in ICU MessageFormat. The compiler refuses an English text that is missing
 * or has no Korean twin. Korean texts may carry 조사 marks: `{title}[을/를] 예매했어요`.
 */
export function defineMessages<const Ko extends Texts>(
  namespace: string,
  ko: Ko,
  en: Readonly<Record<keyof Ko, string>>,
): Messages<keyof Ko & string> {
  i18n.load({ ko: catalogue(namespace, ko), en: catalogue(namespace, en) });
  return { namespace, ko, en };
}

export type Translate<Key extends string> = (key: Key, values?: MessageValues) => string;

/** Renders a message in the language on screen. Outside components only; inside, `useMessages`. */
export function translate<Key extends string>(
  messages: Messages<Key>,
  key: Key,
  values?: MessageValues,
): string {
  const text = i18n._(`${messages.namespace}.${key}`, values);
  return i18n.locale === 'ko' ? applyJosa(text) : text;
}

/** `const t = useMessages(homeMessages); t('ranking')`; renders again when the language changes. */
export function useMessages<Key extends string>(messages: Messages<Key>): Translate<Key> {
  const { i18n: active } = useLingui();
  const { locale } = active;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new language must make a new function
  return useCallback((key, values) => translate(messages, key, values), [messages, locale]);
}

/** Picks the language on screen out of a text that the organizer wrote in both. */
export function useLocalized(): (text: LocalizedText) => string {
  const { i18n: active } = useLingui();
  const locale = active.locale === 'en' ? 'en' : 'ko';
  return useCallback((text) => text[locale], [locale]);
}
