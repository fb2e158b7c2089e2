export type Theme = 'light' | 'dark';

/** `public/boot.js` reads the same key before the first paint. */
const storageKey = 'theme';
/** The colour of a phone's browser bar. */
const barColour = { light: '#F7F6F2', dark: '#0D0D11' } as const;
const listeners = new Set<() => void>();

export const currentTheme = (): Theme =>
  document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', barColour[theme]);
  for (const listener of listeners) listener();
}

function stored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** Follows the system until the visitor has chosen. Called once before rendering. */
export function startTheme(): void {
  show(currentTheme());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
    if (stored() === null) show(event.matches ? 'dark' : 'light');
  });
}

/** Light paper or dark hall, remembered. */
export function setTheme(theme: Theme): void {
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  show(theme);
}

/** Calls back when the theme has changed; answers how to stop. */
export function watchTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
