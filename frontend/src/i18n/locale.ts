import { i18n } from '@lingui/core';
import { useLingui } from '@lingui/react';
import type { Locale } from '@ticketing/contracts';

/** `public/boot.js` reads the same key before the first paint. */
const storageKey = 'locale';

/** Korean unless the visitor has chosen otherwise: the shows and their buyers are here. */
function storedLocale(): Locale {
  try {
    return localStorage.getItem(storageKey) === 'en' ? 'en' : 'ko';
  } catch {
    return 'ko';
  }
}

const activate = (locale: Locale) => {
  document.documentElement.lang = locale;
  i18n.activate(locale);
};

/** Called once before rendering. */
export function startLocale(): void {
  i18n.load({ ko: {}, en: {} });
  activate(storedLocale());
}

/** Switches the language everywhere, and remembers it. */
export function setLocale(locale: Locale): void {
  try {
    localStorage.setItem(storageKey, locale);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  activate(locale);
}

/** The language on screen; components that call it render again when it changes. */
export function useLocale(): Locale {
  return useLingui().i18n.locale === 'en' ? 'en' : 'ko';
}
