import type { Locale } from '@ticketing/contracts';
import { type CompiledMessage, compileMessage } from './compile-message.ts';
import { formatNumber } from './format.ts';

export type MessageValues = Readonly<Record<string, string | number>>;

/** By text; each is read once. */
const compiled = new Map<string, CompiledMessage>();

function fill(
  message: CompiledMessage,
  values: MessageValues,
  locale: Locale,
  count?: number,
): string {
  const written = message.map((token) => {
    if (token === '#' && count !== undefined) return formatNumber(count, locale);
    if (typeof token === 'string') return token;
    const [name, type, cases] = token;
    const value = values[name] ?? '';
    if (type === 'number') return formatNumber(Number(value), locale);
    if (cases === undefined) return value;
    const isPlural = type === 'plural';
    const kind = isPlural ? new Intl.PluralRules(locale).select(Number(value)) : 'other';
    const chosen = cases[value] ?? cases[kind] ?? cases.other ?? [];
    return fill(chosen, values, locale, isPlural ? Number(value) : undefined);
  });
  return written.join('');
}

/** Renders a text of `defineMessages`; a value that is missing leaves nothing in its place. */
export function formatMessage(text: string, values: MessageValues, locale: Locale): string {
  let message = compiled.get(text);
  if (message === undefined) {
    message = compileMessage(text);
    compiled.set(text, message);
  }
  return fill(message, values, locale);
}
