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

let chosen = storedLocale();
const listeners = new Set<() => void>();

/** The language on screen. */
export const currentLocale = (): Locale => chosen;

/** Switches the language everywhere, and remembers it. */
export function setLocale(locale: Locale): void {
  try {
    localStorage.setItem(storageKey, locale);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  chosen = locale;
  document.documentElement.lang = locale;
  for (const listener of listeners) listener();
}

/** Calls back when the language has changed; answers how to stop. */
export function watchLocale(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
