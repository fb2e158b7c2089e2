import type { Locale, LocalizedText } from '@ticketing/contracts';
import { useCallback } from 'react';
import type { Messages } from './define-messages.ts';
import { formatMessage, type MessageValues } from './format-message.ts';
import { applyJosa } from './josa.ts';
import { useLocale } from './locale.ts';

export type Translate<Key extends string> = (key: Key, values?: MessageValues) => string;

/** Renders a message with its 조사. Inside components, `useMessages`. */
export function translate<Key extends string>(
  messages: Messages<Key>,
  locale: Locale,
  key: Key,
  values: MessageValues = {},
): string {
  const text = formatMessage(messages[locale][key], values, locale);
  return locale === 'ko' ? applyJosa(text) : text;
}

/** `const t = useMessages(homeMessages); t('ranking')`; renders again when the language changes. */
export function useMessages<Key extends string>(messages: Messages<Key>): Translate<Key> {
  const locale = useLocale();
  return useCallback((key, values) => translate(messages, locale, key, values), [messages, locale]);
}

/** Picks the language on screen out of a text that the organizer wrote in both. */
export function useLocalized(): (text: LocalizedText) => string {
  const locale = useLocale();
  return useCallback((text) => text[locale], [locale]);
}
